"""How the pictures of the demo hotels are drawn: from plain shapes up to whole scenes."""

#!/usr/bin/env python3
"""Draws the pictures of the demo hotels: `draw.py [NAME...]`, all of them without a name.

Needs Python 3.11 and Chromium, which turns the drawing (SVG) into a JPEG; `CHROMIUM` names another program.
"""

import base64
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from drawing.gallery import PICTURES
from drawing.svg import HEIGHT, WIDTH, Picture

# A house fills a page's width; a room is shown beside its text.
HOUSE_WIDTH, ROOM_WIDTH = 1600, 1280
HERE = Path(__file__).resolve().parent
QUALITY = 0.55
# Without a sandbox, which containers seldom allow: the only page it opens is ours.
CHROMIUM = [
    os.environ.get("CHROMIUM", "chromium"),
    *"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split(),
    *"--disable-background-networking --disable-component-update --disable-dev-shm-usage".split(),
    "--dump-dom",
]
# The page paints the drawing and leaves the JPEG as its only text, which --dump-dom prints.
PAGE = """<!doctype html><body><img id="drawing" src="data:image/svg+xml;base64,{drawing}"><script>
onload = () => {{
  const canvas = Object.assign(document.createElement("canvas"), {{width: {width}, height: {height}}});
  canvas.getContext("2d").drawImage(document.getElementById("drawing"), 0, 0, {width}, {height});
  document.body.textContent = canvas.toDataURL("image/jpeg", {quality});
}};
</script>"""


def jpeg(drawing, width):
    """The drawing as the bytes of a JPEG of this width."""
    height = round(width * HEIGHT / WIDTH)
    encoded = base64.b64encode(drawing.encode()).decode()
    with tempfile.NamedTemporaryFile("w", suffix=".html") as page:
        page.write(PAGE.format(drawing=encoded, width=width, height=height, quality=QUALITY))
        page.flush()
        printed = subprocess.run([*CHROMIUM, f"file://{page.name}"], capture_output=True, text=True, check=True)
    image = re.search(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", printed.stdout)
    if image is None:
        raise SystemExit(f"Chromium printed no picture: {printed.stdout[:200]}\n{printed.stderr[-500:]}")
    return base64.b64decode(image[1])


def main(names):
    unknown = set(names) - set(PICTURES)
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(PICTURES)}")
    for name in names or PICTURES:
        picture = Picture(name)
        PICTURES[name](picture)
        image = jpeg(picture.svg(), HOUSE_WIDTH if name.endswith("-1") else ROOM_WIDTH)
        (HERE / f"{name}.jpg").write_bytes(image)
        print(f"{name}.jpg {len(image) / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])

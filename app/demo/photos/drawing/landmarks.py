"""What one knows a place by: seen from before a house, and from its windows."""

from drawing.sky import reflection
from drawing.svg import closed_below, darker, form, lighter, mix, number, puff, quadratic, smooth


def needle(pic, x, base, height, colour, light):
    """The tower on Namsan, as every picture of Seoul has it."""
    pic.rect(x - 3, base - height * 0.62, 6, height * 0.62, colour)
    pic.poly(
        [
            (x - 13, base - height * 0.62),
            (x + 13, base - height * 0.62),
            (x + 9, base - height * 0.46),
            (x - 9, base - height * 0.46),
        ],
        colour,
    )
    pic.rect(x - 13, base - height * 0.6, 26, 4, light, 2)
    pic.rect(x - 1.4, base - height, 2.8, height * 0.4, colour)
    pic.circle(x, base - height, 3, "#ff8a70")


def girder_bridge(pic, deck, colour, lamp):
    """A low bridge on many piers, with arches of light over it."""
    for i in range(9):
        x = -60 + i * 150
        pic.rect(x, deck, 20, 70, darker(colour, 0.1))
        pic.ellipse(x + 10, deck + 70, 34, 6, darker(colour, 0.3), 0.7)
    for i in range(4):
        left = -60 + i * 300
        pic.path(f"M{left + 10} {deck}Q{left + 160} {deck - 130} {left + 310} {deck}", "none", colour, 7)
        for step in range(1, 12):
            share = step / 12
            x, y = left + 10 + 300 * share, deck - 260 * share * (1 - share)
            pic.line([(x, y), (x, deck)], colour, 1.6, 0.8)
    pic.rect(-20, deck, 1220, 13, colour)
    for i in range(44):
        x = 6 + i * 27
        pic.circle(x, deck - 3, 2.6, lamp)
        if i % 2:
            reflection(pic, x, deck + 80, deck + 80 + pic.rng.uniform(50, 130), 7, lamp, 0.7)
    pic.glow(560, deck, 420, "#ffcf8a", 0.14)


def courtyard_wall(pic, left, right, base, height, colour, tile):
    """A garden wall under a row of tiles."""
    pic.rect(
        left,
        base - height,
        right - left,
        height,
        pic.down(base - height, base, [(0, lighter(colour, 0.1)), (1, darker(colour, 0.25))]),
    )
    for row in range(3):
        x = left + pic.rng.uniform(-20, 0)
        while x < right:
            wide = pic.rng.uniform(34, 58)
            pic.rect(
                max(x, left),
                base - height * 0.62 + row * height * 0.2,
                wide - 5,
                height * 0.16,
                mix(colour, "#8d7a70", 0.55),
                5,
                0.7,
            )
            x += wide
    pic.rect(left - 8, base - height - 20, right - left + 16, 24, darker(tile, 0.15), 4)
    x = left - 4
    while x < right + 8:
        pic.rect(x, base - height - 22, 9, 26, lighter(tile, 0.1), 4)
        x += 17
    pic.rect(left - 10, base - height - 30, right - left + 20, 10, darker(tile, 0.35), 4)


def suspension_bridge(pic, deck, towers, left, right, top, colour, lamp=None, thick=10.0):
    """A great bridge: cables from tower to tower, hangers, a deck with lamps."""
    spans = [(left, *[tower for tower in towers], right)]
    points = spans[0]
    for start, end in zip(points, points[1:]):
        is_main = start in towers and end in towers
        first, last = (top if start in towers else deck - 4), (top if end in towers else deck - 4)
        sag = deck - 16 if is_main else (first + last) / 2 + 26
        bend = ((start + end) / 2, 2 * sag - (first + last) / 2) if is_main else ((start + end) / 2, sag)
        pic.path(f"M{start} {first}Q{number(bend[0])} {number(bend[1])} {end} {last}", "none", colour, 3.4)
        count = max(3, int((end - start) / 22))
        for i in range(1, count):
            x, y = quadratic((start, first), bend, (end, last), i / count)
            pic.line([(x, y), (x, deck)], colour, 1.3, 0.75)
            if lamp:
                pic.circle(x, y, 2.6, lamp)
    pic.rect(left, deck, right - left, thick, colour)
    pic.rect(left, deck + thick * 1.9, right - left, thick * 0.5, colour)
    for i in range(int((right - left) / 18)):
        x = left + i * 18
        pic.line([(x, deck + thick), (x + 9, deck + thick * 1.9), (x + 18, deck + thick)], colour, 1.6)
        if lamp:
            pic.circle(x + 9, deck - 1, 2.2, lamp)
    for tower in towers:
        pic.rect(tower - 11, top - 8, 7, deck - top + 90, colour)
        pic.rect(tower + 4, top - 8, 7, deck - top + 90, colour)
        for share in (0.02, 0.3, 0.62):
            pic.rect(tower - 11, top + (deck - top) * share, 22, 6, colour)


def island(pic):
    """Dongbaek island: rocks and pines, a white lighthouse."""
    pic.path(
        closed_below(smooth([(-20, 520), (70, 500), (170, 520), (260, 566), (300, 600)]), -20, 300, 604), "#3c7f78"
    )
    for x, y in ((10, 520), (60, 506), (112, 512), (160, 528), (206, 552), (240, 575)):
        pic.path(puff(pic.rng, x, y + 12, 92, 52, 5), mix("#2f6f66", "#5aa183", pic.rng.random()))
    for x in range(-10, 300, 26):
        pic.path(puff(pic.rng, x, 608, 44, 26, 3), mix("#7d7a78", "#a59d92", pic.rng.random()))
    pic.poly([(244, 560), (262, 560), (266, 606), (240, 606)], "#fffaf0")
    pic.rect(243, 550, 20, 10, "#ef6f53", 2)
    pic.path("M240 550Q253 532 266 550Z", "#fffaf0")


def crane(pic, x, base, tall, colour, far):
    """A harbour crane, half lost in the mist."""
    tone = mix(colour, far, 0.45)
    pic.poly([(x - 30, base), (x - 22, base), (x - 8, base - tall * 0.7), (x - 14, base - tall * 0.7)], tone)
    pic.poly([(x + 30, base), (x + 22, base), (x + 8, base - tall * 0.7), (x + 14, base - tall * 0.7)], tone)
    pic.rect(x - 26, base - tall * 0.32, 52, 6, tone)
    pic.rect(x - 20, base - tall * 0.76, 40, tall * 0.08, tone, 2)
    pic.line([(x - 60, base - tall * 0.72), (x, base - tall * 0.76), (x + tall * 0.55, base - tall)], tone, 7)
    pic.line([(x, base - tall * 0.76), (x, base - tall * 0.98), (x + tall * 0.55, base - tall)], tone, 3)
    pic.line([(x - 60, base - tall * 0.72), (x, base - tall * 0.98)], tone, 3)
    pic.line([(x + tall * 0.5, base - tall * 0.98), (x + tall * 0.5, base - tall * 0.5)], tone, 2)
    pic.rect(x + tall * 0.5 - 8, base - tall * 0.5, 16, 14, tone, 2)


def drawbridge(pic):
    """Yeongdo's bridge, one leaf raised."""
    tone = "#8a9a96"
    pic.rect(430, 606, 210, 12, tone)
    pic.rect(820, 606, 260, 12, tone)
    pic.poly([(640, 606), (652, 614), (772, 520), (764, 508)], tone)
    for x in (470, 560, 630, 826, 930, 1030):
        pic.rect(x, 612, 16, 40, darker(tone, 0.1))


def tug(pic, x, y, size, hull, house):
    """A tugboat with fenders, nose to the left."""
    pic.pool(x, y + size * 0.03, size * 0.8, size * 0.08, "#20434c", 0.6)
    pic.path(
        form("M-0.62 -0.3Q-0.1 -0.12 0.6 -0.2L0.54 0L-0.46 0Q-0.58 -0.12 -0.62 -0.3Z", x, y, size),
        pic.down(y - size * 0.3, y, [(0, lighter(hull, 0.1)), (1, darker(hull, 0.45))]),
    )
    pic.path(
        form("M-0.62 -0.28Q-0.1 -0.1 0.6 -0.18", x, y, size),
        "none",
        "#2a3234",
        size * 0.04,
    )
    for i in range(6):
        pic.circle(x - size * 0.4 + i * size * 0.17, y - size * (0.125 - i * 0.001), size * 0.045, "#20282a")
        pic.circle(x - size * 0.4 + i * size * 0.17, y - size * (0.125 - i * 0.001), size * 0.02, hull)
    pic.rect(x - size * 0.26, y - size * 0.42, size * 0.5, size * 0.26, "#f6ead2", size * 0.02)
    pic.rect(x - size * 0.2, y - size * 0.64, size * 0.3, size * 0.23, "#fff6e2", size * 0.02)
    pic.rect(x - size * 0.23, y - size * 0.67, size * 0.36, size * 0.045, house, 3)
    for i in range(3):
        pic.rect(x - size * 0.17 + i * size * 0.09, y - size * 0.58, size * 0.07, size * 0.09, "#3f646c", 2)
        pic.circle(x - size * 0.17 + i * size * 0.16, y - size * 0.3, size * 0.032, "#3f646c")
    pic.rect(x + size * 0.13, y - size * 0.66, size * 0.13, size * 0.3, house, 3)
    pic.rect(x + size * 0.13, y - size * 0.58, size * 0.13, size * 0.06, "#f6ead2")
    pic.line([(x - size * 0.06, y - size * 0.66), (x - size * 0.06, y - size * 0.98)], "#3a4446", size * 0.018)
    pic.line([(x - size * 0.16, y - size * 0.86), (x + size * 0.04, y - size * 0.86)], "#3a4446", size * 0.014)
    for i, (across, up, radius) in enumerate(((0.24, 0.76, 0.05), (0.33, 0.87, 0.075), (0.46, 0.98, 0.1))):
        pic.circle(x + size * across, y - size * up, size * radius, "#fff7e6", 0.7 - i * 0.17)

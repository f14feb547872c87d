"""What people build: tiled roofs, towers, bridges, boats, and the small things around a house."""

import math

from drawing.svg import darker, form, lighter, mix, number, quadratic, ring, trace


def tiled_roof(pic, x, eave, half, height, colour, lift=None, ridge_share=0.72, tiles=26):
    """A hanok's roof seen from the front: concave sides, corners turned up, rows of tiles, a white ridge."""
    lift = height * 0.2 if lift is None else lift
    top = half * ridge_share
    ridge_left, ridge_sag, ridge_right = (
        (x - top, eave - height - lift * 0.5),
        (x, eave - height + lift * 0.5),
        (x + top, eave - height - lift * 0.5),
    )
    eave_left, eave_sag, eave_right = (x - half, eave - lift), (x, eave + lift * 0.55), (x + half, eave - lift)
    side = half - top
    path = trace(
        "MQQLQLQZ",
        ridge_left,
        (x, ridge_sag[1]),
        ridge_right,
        (x + top + side * 0.25, eave - height * 0.36),
        (eave_right[0], eave_right[1] - height * 0.07),
        eave_right,
        (x, eave_sag[1]),
        eave_left,
        (eave_left[0], eave_left[1] - height * 0.07),
        (x - top - side * 0.25, eave - height * 0.36),
        ridge_left,
    )
    pic.path(path, pic.down(eave - height, eave, [(0, lighter(colour, 0.1)), (1, darker(colour, 0.18))]))
    with pic.group(clip=path):
        for i in range(tiles + 1):
            share = i / tiles
            start = quadratic(ridge_left, ridge_sag, ridge_right, share)
            end = quadratic(eave_left, eave_sag, eave_right, share)
            bend = ((start[0] * 2 + end[0]) / 3, (start[1] + end[1] * 2) / 3)
            curve = trace("MQ", start, bend, end)
            width = half * 2 / tiles
            pic.path(curve, "none", darker(colour, 0.42), width * 0.36)
            pic.path(curve, "none", lighter(colour, 0.16), width * 0.1, 0.8)
    for i in range(tiles + 1):
        end = quadratic(eave_left, eave_sag, eave_right, i / tiles)
        pic.circle(end[0], end[1], half / tiles * 0.5, lighter(colour, 0.18))
    ridge_line(pic, (ridge_left, ridge_sag, ridge_right), height, colour)


def ridge_line(pic, curve, height, colour):
    """The ridge: a dark bar on a bar of white plaster, its ends turned up."""
    (x1, y1), (x2, y2), (x3, y3) = curve
    thick = max(3.0, height * 0.085)
    for shift, tone, width in (
        (0.0, mix(colour, "#f3eee2", 0.7), thick * 1.3),
        (-thick * 0.75, darker(colour, 0.4), thick),
    ):
        path = trace("MQ", (x1, y1 + shift), (x2, y2 + shift), (x3, y3 + shift))
        pic.path(path, "none", tone, width)
    for x, y in (curve[0], curve[2]):
        pic.rect(x - thick * 0.7, y - thick * 2.2, thick * 1.4, thick * 2.6, darker(colour, 0.4), thick * 0.4)


def paper_door(pic, x, y, width, height, wood, paper, leaves=2, rows=5):
    """Lattice doors of paper, lit from inside by the colour of `paper`."""
    pic.rect(x, y, width, height, wood)
    inset = max(2.0, width * 0.03)
    leaf = (width - inset) / leaves
    for i in range(leaves):
        left = x + inset + i * leaf
        wide, high = leaf - inset, height - inset * 2
        fill = pic.radial(
            left + wide / 2, y + height * 0.45, height * 0.8, [(0, lighter(paper, 0.3)), (1, mix(paper, wood, 0.28))]
        )
        pic.rect(left, y + inset, wide, high, fill)
        for bar in (0.25, 0.5, 0.75):
            pic.rect(left + wide * bar - inset * 0.22, y + inset, inset * 0.44, high, wood, 0, 0.85)
        for row in range(1, rows):
            thick = inset * (1.1 if row == rows - 1 else 0.44)
            pic.rect(left, y + inset + high * row / rows, wide, thick, wood, 0, 0.85)
        pic.rect(left, y + inset + high * (rows - 1) / rows, wide, high / rows, wood, 0, 0.55)


def hanok(pic, x, ground, width, colours, bays=5, open_bays=(), height=None):
    """A house under a tiled roof; `colours` names wall, wood, paper, tile and stone; open bays have a deep floor."""
    height = height or width * 0.2
    base = ground - height * 0.17
    stone_base(pic, x - width * 0.54, ground, width * 1.08, height * 0.17, colours["stone"])
    top = base - height
    pic.rect(x - width / 2, top, width, height, colours["wall"])
    bay = width / bays
    post = max(4.0, height * 0.07)
    for i in range(bays):
        left = x - width / 2 + i * bay
        if i in open_bays:
            open_floor(pic, left, top, bay, height, colours)
            continue
        sill = height * 0.2
        pic.rect(left, base - sill, bay, sill, mix(colours["wall"], colours["wood"], 0.3))
        paper_door(
            pic, left + bay * 0.12, top + height * 0.2, bay * 0.76, height * 0.68, colours["wood"], colours["paper"]
        )
    for i in range(bays + 1):
        left = x - width / 2 + i * bay - post / 2
        pic.rect(
            left,
            top,
            post,
            height,
            pic.across(
                left, 0, left + post, 0, [(0, lighter(colours["wood"], 0.18)), (1, darker(colours["wood"], 0.25))]
            ),
        )
    pic.rect(x - width / 2 - post, top, width + post * 2, height * 0.1, darker(colours["wood"], 0.1))
    pic.rect(
        x - width / 2 - post, base - height * 0.07, width + post * 2, height * 0.09, lighter(colours["wood"], 0.08)
    )
    shade = pic.down(top, top + height * 0.4, [(0, "#0d0f1e", 0.55), (1, "#0d0f1e", 0)])
    pic.rect(x - width / 2, top, width, height * 0.4, shade)
    rafters(pic, x, top, width, height, colours["wood"])
    tiled_roof(
        pic, x, top + height * 0.02, width * 0.63, height * 0.78, colours["tile"], tiles=max(18, int(width / 17))
    )


def rafters(pic, x, top, width, height, wood):
    half = width * 0.6
    for i in range(int(width / 15)):
        share = (i + 0.5) / int(width / 15)
        at = x - half + 2 * half * share
        rise = height * 0.12 * (2 * share - 1) ** 2
        pic.circle(at, top + height * 0.05 - rise, max(2.0, height * 0.024), lighter(wood, 0.25))


def open_floor(pic, left, top, bay, height, colours):
    """A deep wooden floor (daecheong), with a warm dark behind."""
    warm = mix(colours["paper"], colours["wood"], 0.45)
    pic.rect(left, top, bay, height, pic.down(top, top + height, [(0, darker(warm, 0.55)), (1, warm)]))
    pic.poly(
        [
            (left, top + height),
            (left + bay, top + height),
            (left + bay * 0.86, top + height * 0.82),
            (left + bay * 0.14, top + height * 0.82),
        ],
        mix(colours["paper"], colours["wood"], 0.2),
    )
    paper_door(
        pic,
        left + bay * 0.26,
        top + height * 0.3,
        bay * 0.48,
        height * 0.5,
        colours["wood"],
        darker(colours["paper"], 0.2),
    )


def stone_base(pic, left, ground, width, height, stone):
    pic.rect(left, ground - height, width, height, darker(stone, 0.15))
    pic.rect(left, ground - height, width, height * 0.22, lighter(stone, 0.15))
    x = left
    while x < left + width - 8:
        wide = pic.rng.uniform(26, 60)
        wide = min(wide, left + width - x)
        pic.rect(
            x + 1, ground - height * 0.74, wide - 3, height * 0.7, mix(stone, darker(stone, 0.3), pic.rng.random()), 3
        )
        x += wide


def lantern(pic, x, y, size, paper, frame, cord=0.0, strength=0.55):
    """A paper lantern that hangs from (x, y) on a cord."""
    if cord:
        pic.line([(x, y), (x, y + cord)], frame, max(1.5, size * 0.05))
    middle = y + cord + size * 0.62
    pic.glow(x, middle, size * 3.2, paper, strength)
    pic.rect(x - size * 0.2, y + cord, size * 0.4, size * 0.12, frame, 2)
    fill = pic.radial(x, middle, size * 0.7, [(0, lighter(paper, 0.75)), (0.5, lighter(paper, 0.3)), (1, paper)])
    pic.rect(x - size * 0.38, y + cord + size * 0.1, size * 0.76, size * 1.04, fill, size * 0.32)
    for rib in (0.36, 0.62, 0.88):
        pic.line(
            [(x - size * 0.37, y + cord + size * rib), (x + size * 0.37, y + cord + size * rib)],
            mix(paper, frame, 0.4),
            1.2,
            0.6,
        )
    pic.rect(x - size * 0.2, y + cord + size * 1.1, size * 0.4, size * 0.12, frame, 2)


def light_string(pic, start, end, sag, count, colour, cord="#2a2630"):
    """Small bulbs on a hanging cord."""
    bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag * 2)
    pic.path(f"M{start[0]} {start[1]}Q{number(bend[0])} {number(bend[1])} {end[0]} {end[1]}", "none", cord, 2)
    for i in range(1, count):
        x, y = quadratic(start, bend, end, i / count)
        pic.glow(x, y + 5, 30, colour, 0.5)
        pic.circle(x, y + 5, 4.6, lighter(colour, 0.5))


def facade(pic, x, y, width, height, columns, rows, wall, glass, lit, share, balcony=None, gap=0.26):
    """A modern front: a grid of windows, some of them lit, with balconies if they have a colour."""
    pic.rect(x, y, width, height, pic.across(x, 0, x + width, 0, [(0, lighter(wall, 0.08)), (1, darker(wall, 0.12))]))
    cell_w, cell_h = width / columns, height / rows
    for row in range(rows):
        for column in range(columns):
            left, top = x + column * cell_w + cell_w * gap / 2, y + row * cell_h + cell_h * 0.18
            wide, high = cell_w * (1 - gap), cell_h * 0.62
            is_lit = pic.rng.random() < share
            tone = (
                mix(lit, lighter(lit, 0.5), pic.rng.random() * 0.7)
                if is_lit
                else mix(glass, lighter(glass, 0.3), pic.rng.random() * 0.5)
            )
            pic.rect(left, top, wide, high, tone)
            if is_lit:
                pic.rect(left, top, wide * pic.rng.choice([0.18, 0.3]), high, mix(lit, wall, 0.35), 0, 0.7)
            else:
                pic.poly(
                    [
                        (left, top + high),
                        (left + wide * 0.5, top),
                        (left + wide * 0.75, top),
                        (left + wide * 0.25, top + high),
                    ],
                    lighter(glass, 0.45),
                    None,
                    1,
                    0.25,
                )
            if balcony:
                pic.rect(left - cell_w * 0.06, top + high * 0.66, wide + cell_w * 0.12, high * 0.42, balcony, 0, 0.82)
                pic.rect(left - cell_w * 0.08, top + high * 0.62, wide + cell_w * 0.16, 2.4, lighter(balcony, 0.4))


def boat(pic, x, y, size, hull, cabin, stripe="#f4efe6"):
    """A small fishing boat seen from the side."""
    pic.ellipse(x, y + size * 0.05, size * 0.62, size * 0.05, "#0a1a2a", 0.25)
    pic.path(
        form("M-0.55 -0.22Q0 -0.1 0.62 -0.32Q0.52 -0.02 0.4 0.04L-0.44 0.04Z", x, y, size),
        hull,
    )
    pic.path(
        form("M-0.54 -0.18Q0 -0.06 0.59 -0.26", x, y, size),
        "none",
        stripe,
        size * 0.03,
    )
    pic.rect(x - size * 0.32, y - size * 0.45, size * 0.36, size * 0.3, cabin, size * 0.03)
    pic.rect(x - size * 0.35, y - size * 0.49, size * 0.42, size * 0.06, darker(cabin, 0.3), size * 0.02)
    for i in range(2):
        pic.rect(x - size * 0.27 + i * size * 0.15, y - size * 0.39, size * 0.1, size * 0.1, "#2c4a5e")
    pic.line([(x + size * 0.16, y - size * 0.16), (x + size * 0.16, y - size * 0.75)], darker(hull, 0.3), size * 0.02)
    pic.line([(x + size * 0.16, y - size * 0.72), (x + size * 0.6, y - size * 0.3)], darker(hull, 0.3), size * 0.01)


def street_lamp(pic, x, base, height, colour, light):
    pic.rect(x - height * 0.016, base - height, height * 0.032, height, colour)
    pic.glow(x, base - height, height * 0.75, light, 0.6)
    pic.circle(x, base - height, height * 0.062, lighter(light, 0.55))
    pic.rect(x - height * 0.07, base - height * 1.075, height * 0.14, height * 0.03, colour, 2)


def bicycle(pic, x, base, size, colour):
    """A bicycle leaning in its stand."""
    radius = size * 0.24
    for wheel in (x - size * 0.32, x + size * 0.32):
        pic.path(ring(wheel, base - radius, radius), "none", colour, size * 0.03)
        for spoke in range(4):
            turn = math.pi * spoke / 4
            pic.line(
                [
                    (wheel - math.cos(turn) * radius, base - radius - math.sin(turn) * radius),
                    (wheel + math.cos(turn) * radius, base - radius + math.sin(turn) * radius),
                ],
                colour,
                1,
                0.5,
            )
    hub, seat, bar = (
        (x - size * 0.04, base - radius),
        (x - size * 0.12, base - size * 0.58),
        (x + size * 0.22, base - size * 0.6),
    )
    pic.line([(x - size * 0.32, base - radius), seat, bar, hub, (x - size * 0.32, base - radius)], colour, size * 0.035)
    pic.line([(seat[0] - 1, seat[1] - size * 0.06), seat, hub], colour, size * 0.035)
    pic.line(
        [
            (x + size * 0.32, base - radius),
            (bar[0] - size * 0.02, bar[1] - size * 0.1),
            (bar[0] - size * 0.12, bar[1] - size * 0.12),
        ],
        colour,
        size * 0.035,
    )
    pic.pill(seat[0], seat[1] - size * 0.08, size * 0.17, size * 0.05, colour)


def parasol(pic, x, base, size, colour, other):
    """A beach parasol in two colours, a mat beside it."""
    pic.ellipse(x + size * 0.2, base, size * 0.62, size * 0.09, "#7a5a3a", 0.28)
    pic.line([(x, base), (x + size * 0.06, base - size * 0.9)], "#f7f1e6", size * 0.035)
    top = (x + size * 0.06, base - size * 1.02)
    low = base - size * 0.62
    ribs = [x - size * 0.5 + size * 1.12 * i / 6 for i in range(7)]
    for i, (left, right) in enumerate(zip(ribs, ribs[1:])):
        arch = trace(
            "MQQQZ",
            top,
            (left - (x - left) * -0.12, top[1] + size * 0.1),
            (left, low),
            ((left + right) / 2, low - size * 0.06),
            (right, low),
            (right - (x - right) * -0.12, top[1] + size * 0.1),
            top,
        )
        pic.path(arch, colour if i % 2 == 0 else other)


def cat(pic, x, base, size, colour):
    """A cat that sits with its back to us."""
    pic.path(
        form("M-0.3 0Q-0.36 -0.5 -0.14 -0.68L0.14 -0.68Q0.36 -0.5 0.3 0Z", x, base, size),
        colour,
    )
    pic.ellipse(x, base - size * 0.8, size * 0.22, size * 0.19, colour)
    for side in (-1, 1):
        pic.poly(
            [
                (x + side * size * 0.21, base - size * 0.82),
                (x + side * size * 0.19, base - size * 1.1),
                (x + side * size * 0.04, base - size * 0.95),
            ],
            colour,
        )
    pic.path(
        form("M0.2 -0.04Q0.62 0 0.56 0.34", x, base, size),
        "none",
        colour,
        size * 0.1,
    )

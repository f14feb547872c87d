"""What is above and far: skies, lights in them, clouds, mountains, water."""

import math

from drawing.svg import HEIGHT, WIDTH, closed_below, darker, lighter, mix, puff, smooth, straight, trace


def sky(pic, colours, bottom=HEIGHT):
    """A sky whose colours run from the top down to `bottom`."""
    stops = [(round(i / (len(colours) - 1), 3), colour) for i, colour in enumerate(colours)]
    pic.rect(0, 0, WIDTH, HEIGHT, pic.down(0, bottom, stops))


def stars(pic, count, bottom, colour="#fff6df"):
    for _ in range(count):
        depth = pic.rng.random() ** 1.4
        radius = pic.rng.choice([1.0, 1.0, 1.3, 1.3, 2.1])
        pic.circle(pic.rng.uniform(0, WIDTH), depth * bottom, radius, colour, 0.85 - 0.6 * depth)


def sun(pic, x, y, radius, colour="#fff1cf", halo="#ffc98a", strength=0.75):
    pic.glow(x, y, radius * 7, halo, strength)
    pic.circle(x, y, radius, colour)


def moon(pic, x, y, radius, colour="#fff3d6"):
    pic.glow(x, y, radius * 6, colour, 0.4)
    pic.circle(x, y, radius, colour)
    for across, up, size in ((-0.35, -0.2, 0.26), (0.22, 0.3, 0.2), (0.3, -0.4, 0.13), (-0.2, 0.5, 0.1)):
        pic.circle(x + across * radius, y + up * radius, size * radius, mix(colour, "#c9b48a", 0.5), 0.45)


def cloud(pic, x, y, width, colour, opacity=0.8):
    """A streak of cloud: thin bars that taper to both sides, one above the other."""
    height = width * 0.04
    spread = ((0, 0, 1.0), (-0.14, -0.75, 0.62), (0.12, -1.4, 0.36), (0.22, 0.7, 0.6), (-0.26, 0.85, 0.34))
    with pic.group(opacity=opacity):
        for across, up, share in spread:
            middle, low = x + (across + pic.rng.uniform(-0.06, 0.06)) * width, y + up * height
            half = share * width / 2
            bulge = height * (0.7 + 0.6 * share)
            path = trace(
                "MCCZ",
                (middle - half, low),
                (middle - half * 0.5, low - bulge),
                (middle + half * 0.3, low - bulge),
                (middle + half, low),
                (middle + half * 0.3, low + bulge * 0.55),
                (middle - half * 0.5, low + bulge * 0.55),
                (middle - half, low),
            )
            pic.path(path, colour)


def heap(pic, x, y, width, colour, light, bumps=6):
    """A summer cloud with a bright crown."""
    pic.path(puff(pic.rng, x, y, width, width * 0.5, bumps), colour)
    pic.path(puff(pic.rng, x - width * 0.05, y - width * 0.035, width * 0.78, width * 0.44, bumps - 1), light)


def mist(pic, y, height, colour, opacity=0.7):
    """A bank of mist: thickest in its middle."""
    stops = [(0, colour, 0), (0.5, colour, opacity), (1, colour, 0)]
    pic.rect(0, y - height / 2, WIDTH, height, pic.down(y - height / 2, y + height / 2, stops))


def rough(rng, anchors, roughness, rounds=5):
    """The line through the anchors, broken into ever smaller steps."""
    points = list(anchors)
    for level in range(rounds):
        finer = [points[0]]
        for (x1, y1), (x2, y2) in zip(points, points[1:]):
            swing = roughness * abs(x2 - x1) / (1.35**level)
            finer += [((x1 + x2) / 2, (y1 + y2) / 2 + rng.uniform(-swing, swing)), (x2, y2)]
        points = finer
    return points


def ridge(pic, anchors, colour, foot, haze=None, roughness=0.05, facets=False):
    """A line of mountains down to `foot`, paler towards it; `facets` puts the right of each peak in shade."""
    line = rough(pic.rng, anchors, roughness)
    top = min(y for _, y in line)
    fill = pic.down(top, foot, [(0, colour), (1, haze or colour)])
    outline = closed_below(straight(line, closed=False), line[0][0], line[-1][0], foot)
    pic.path(outline, fill)
    if not facets:
        return
    shade = pic.down(top, foot, [(0, darker(colour, 0.4), 0.75), (1, haze or colour, 0)])
    with pic.group(clip=outline):
        for (_, before), (x, y), (right, after) in zip(anchors, anchors[1:], anchors[2:]):
            if y < before and y < after:
                facet(pic, x, y, right, foot, shade)


def facet(pic, x, y, right, foot, shade):
    """The shaded side of one peak, with a ragged edge."""
    edge, at_x, at_y, turn = [], x, y, 1
    while at_y < foot:
        edge.append((at_x, at_y))
        step = pic.rng.uniform(0.08, 0.2) * (foot - y)
        at_y += step
        at_x += turn * step * pic.rng.uniform(0.3, 0.8)
        turn = -turn
    pic.poly([*edge, (at_x, foot), (right + (right - x) * 1.5, foot), (right, y - 40)], shade)


def hills(pic, anchors, colour, foot, haze=None):
    """Round hills."""
    top = min(y for _, y in anchors)
    fill = pic.down(top, foot, [(0, colour), (1, haze or colour)])
    pic.path(closed_below(smooth(anchors), anchors[0][0], anchors[-1][0], foot), fill)


def water(pic, top, bottom, far, near, light=None, streaks=60, left=0, right=WIDTH):
    """Water from its horizon to the near shore, with light lying on it in bars."""
    pic.rect(left, top, right - left, bottom - top, pic.down(top, bottom, [(0, far), (1, near)]))
    if light is None:
        return
    for _ in range(streaks):
        depth = pic.rng.random() ** 1.7
        y = top + 3 + depth * (bottom - top - 6)
        width = (22 + 190 * depth) * pic.rng.uniform(0.4, 1)
        pic.pill(pic.rng.uniform(left, right), y, width, 1.6 + 3.4 * depth, light, 0.16 + 0.2 * pic.rng.random())


def glitter(pic, x, top, bottom, colour, near_width, count=46, far_width=20.0):
    """The path of a light on the water, from the horizon towards us."""
    for i in range(count):
        depth = ((i + pic.rng.random()) / count) ** 1.4
        y = top + 2 + depth * (bottom - top)
        reach = far_width + (near_width - far_width) * depth
        width = reach * pic.rng.uniform(0.25, 1)
        shift = pic.rng.uniform(-0.35, 0.35) * reach
        pic.pill(x + shift, y, width, 2 + 5 * depth, colour, 0.85 - 0.55 * depth)


def waves(pic, line, colour, foam, thickness):
    """A breaker along the line: a body with foam on it."""
    low = [(x, y + thickness * (0.75 + 0.35 * math.sin(x / 90))) for x, y in reversed(line)]
    pic.path(smooth(line) + "L" + smooth(low)[1:] + "Z", colour)
    pic.path(smooth(line), "none", foam, thickness * 0.42, 0.95)
    dotted = [(x, y + thickness * 0.9) for x, y in line]
    pic.path(smooth(dotted), "none", foam, thickness * 0.16, 0.6)


def birds(pic, x, y, count, size, colour):
    for _ in range(count):
        at_x, at_y = x + pic.rng.uniform(-9, 9) * size, y + pic.rng.uniform(-3, 3) * size
        wing = size * pic.rng.uniform(0.7, 1.2)
        path = trace(
            "MQQ",
            (at_x - wing, at_y - wing * 0.3),
            (at_x - wing * 0.4, at_y - wing * 0.55),
            (at_x, at_y),
            (at_x + wing * 0.4, at_y - wing * 0.55),
            (at_x + wing, at_y - wing * 0.3),
        )
        pic.path(path, "none", colour, max(1.6, size * 0.14))


def reflection(pic, x, top, bottom, width, colour, strength=0.8):
    """One lamp's light drawn out on the water, broken by ripples."""
    fill = pic.down(top, bottom, [(0, colour, strength), (1, colour, 0)])
    y = top
    while y < bottom:
        share = (y - top) / (bottom - top)
        height = 3 + 5 * share
        pic.pill(x + pic.rng.uniform(-1, 1) * width * 0.3, y, width * pic.rng.uniform(0.5, 1.25), height, fill)
        y += height * pic.rng.uniform(1.3, 2.2)


def skyline(pic, base, anchors, colour, haze, lit=None, share=0.25, widths=(22, 60)):
    """Far towers between x positions; `anchors` are (x, height) of their envelope, `lit` the colour of windows."""
    x = anchors[0][0]
    while x < anchors[-1][0]:
        width = pic.rng.uniform(*widths)
        height = envelope(anchors, x + width / 2) * pic.rng.uniform(0.55, 1)
        tone = mix(colour, haze, pic.rng.uniform(0, 0.35))
        fill = pic.down(base - height, base, [(0, tone), (1, mix(tone, haze, 0.6))])
        pic.rect(x, base - height, width + 1, height, fill)
        if pic.rng.random() < 0.25:
            pic.rect(x + width * 0.42, base - height - 16, width * 0.1 + 1, 16, tone)
        if lit:
            lit_windows(pic, x, base - height, width, height, lit, share)
        x += width + pic.rng.uniform(-4, 5)


def envelope(anchors, x):
    for (x1, h1), (x2, h2) in zip(anchors, anchors[1:]):
        if x1 <= x <= x2:
            return h1 + (h2 - h1) * (x - x1) / (x2 - x1)
    return anchors[-1][1]


def lit_windows(pic, x, y, width, height, lit, share):
    columns = max(1, int(width / 11))
    for row in range(int(height / 15) - 1):
        for column in range(columns):
            if pic.rng.random() < share * (0.4 + 0.6 * row / max(1, height / 15)) + share * 0.3:
                at = x + 5 + column * (width - 6) / columns
                pic.rect(at, y + 8 + row * 15, 4.5, 6.5, lighter(lit, pic.rng.uniform(0, 0.3)), 0, 0.85)

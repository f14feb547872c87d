"""What grows: pines, fruit trees, blossom, grass; and the black stone walls between fields."""

import math

from drawing.svg import darker, lighter, mix, puff, smooth, trace


def tapered(points, thick, thin):
    """The outline of a limb along the points, thick at its start."""
    left, right = [], []
    for i, (x, y) in enumerate(points):
        ahead, behind = points[min(i + 1, len(points) - 1)], points[max(i - 1, 0)]
        length = math.hypot(ahead[0] - behind[0], ahead[1] - behind[1]) or 1
        across = ((behind[1] - ahead[1]) / length, (ahead[0] - behind[0]) / length)
        half = (thick + (thin - thick) * i / (len(points) - 1)) / 2
        left.append((x + across[0] * half, y + across[1] * half))
        right.append((x - across[0] * half, y - across[1] * half))
    return smooth(left) + "L" + smooth(right[::-1])[1:] + "Z"


def pine(pic, x, base, height, lean, bark, needles, crowns=6, snow=None):
    """A Korean red pine: a bent, reddish trunk under flat crowns; `snow` lies on them."""
    bend = height * 0.07
    trunk = [
        (x, base),
        (x + bend + lean * 0.2, base - height * 0.28),
        (x - bend * 0.6 + lean * 0.5, base - height * 0.55),
        (x + bend * 0.5 + lean * 0.8, base - height * 0.78),
        (x + lean, base - height * 0.95),
    ]
    boughs = []
    for i in range(crowns):
        share = 0.5 + 0.5 * i / max(1, crowns - 1)
        side = 1 if i % 2 else -1
        reach = height * (0.3 - 0.22 * share) * side + lean * share
        boughs.append((x + reach + pic.rng.uniform(-8, 8), base - height * (share * 0.98), share))
    for at_x, at_y, share in boughs:
        start = along(trunk, at_y + height * 0.09)
        pic.path(tapered([start, ((start[0] + at_x) / 2, at_y + height * 0.05), (at_x, at_y)], height * 0.025, 2), bark)
    pic.path(tapered(trunk, height * 0.06, height * 0.02), bark)
    lit = [(at_x - height * 0.012, at_y) for at_x, at_y in trunk]
    pic.path(smooth(lit), "none", lighter(bark, 0.25), height * 0.011, 0.7)
    for at_x, at_y, share in boughs:
        width = height * (0.56 - 0.26 * share)
        crown(pic, at_x, at_y + height * 0.03, width, width * 0.42, needles, snow)


def along(trunk, y):
    """Where the trunk, given from its foot up, is at this height."""
    for (x1, y1), (x2, y2) in zip(trunk, trunk[1:]):
        if y2 <= y <= y1:
            return x1 + (x2 - x1) * (y1 - y) / (y1 - y2), y
    return trunk[-1]


def crown(pic, x, y, width, height, needles, snow=None):
    """One flat crown in three tones, the lightest of them snow where it lies."""
    pic.path(puff(pic.rng, x, y, width, height, 7), darker(needles, 0.3))
    pic.path(puff(pic.rng, x - width * 0.03, y - height * 0.14, width * 0.86, height * 0.72, 6), needles)
    if snow:
        pic.path(puff(pic.rng, x - width * 0.02, y - height * 0.3, width * 0.8, height * 0.56, 6), snow)
        return
    pic.path(puff(pic.rng, x - width * 0.1, y - height * 0.3, width * 0.5, height * 0.4, 4), lighter(needles, 0.13))


def fir(pic, x, base, height, colour, snow=None, trunk="#3a2a26"):
    """A straight conifer in tiers; `snow` lies on each."""
    pic.rect(x - height * 0.02, base - height * 0.14, height * 0.04, height * 0.14, trunk)
    tiers = 5
    for i in range(tiers):
        share = i / tiers
        low = base - height * (0.1 + 0.78 * share)
        half = height * 0.21 * (1 - share * 0.72)
        top = low - height * 0.3
        sag = height * 0.03
        path = trace(
            "MQQQZ",
            (x, top),
            (x + half * 0.35, low - sag * 2),
            (x + half, low),
            (x, low + sag),
            (x - half, low),
            (x - half * 0.35, low - sag * 2),
            (x, top),
        )
        pic.path(path, mix(colour, lighter(colour, 0.3), share * 0.5))
        if snow:
            path = trace(
                "MQQQZ",
                (x, top),
                (x - half * 0.3, low - sag * 2),
                (x - half, low),
                (x - half * 0.5, low - sag),
                (x - half * 0.25, low - sag * 1.6),
                (x, low - sag * 3),
                (x + half * 0.12, low - sag * 4),
            )
            pic.path(path, snow, None, 1, 0.9)


def limbs(pic, x, y, length, angle, depth, grown):
    """Branches and their tips, gathered in `grown` as (points, depth)."""
    bend = angle + pic.rng.uniform(-0.25, 0.25)
    middle = (x + math.cos(angle) * length * 0.5, y - math.sin(angle) * length * 0.5)
    end = (middle[0] + math.cos(bend) * length * 0.5, middle[1] - math.sin(bend) * length * 0.5)
    grown.append(([(x, y), middle, end], depth))
    if depth == 0:
        return
    for turn in (pic.rng.uniform(0.25, 0.6), pic.rng.uniform(-0.6, -0.25)):
        limbs(pic, *end, length * pic.rng.uniform(0.68, 0.82), bend + turn, depth - 1, grown)


def bare_tree(pic, x, base, length, angle, bark, depth=4):
    """A tree without leaves; answers where its outer branches end."""
    grown = []
    limbs(pic, x, base, length, angle, depth, grown)
    for points, level in grown:
        pic.path(
            tapered(points, length * 0.055 * 1.75**level * 0.55, length * 0.055 * 1.75 ** (level - 1) * 0.55), bark
        )
    return [points[-1] for points, level in grown if level <= 1]


def persimmon_tree(pic, x, base, length, angle, bark, fruit, depth=4):
    """An old persimmon tree in late autumn: a few leaves, many fruits."""
    for at_x, at_y in bare_tree(pic, x, base, length, angle, bark, depth):
        if pic.rng.random() < 0.3:
            pic.ellipse(at_x + pic.rng.uniform(-9, 9), at_y - 6, 12, 6, mix(fruit, "#8a2f1d", 0.45))
        if pic.rng.random() < 0.72:
            size = length * pic.rng.uniform(0.062, 0.085)
            low = at_y + size * 1.2
            pic.ellipse(at_x, low, size * 1.08, size * 0.96, fruit)
            pic.ellipse(at_x - size * 0.3, low - size * 0.3, size * 0.42, size * 0.32, lighter(fruit, 0.4), 0.7)
            pic.ellipse(at_x, low - size * 0.9, size * 0.5, size * 0.2, darker(bark, 0.1))


def cherry_tree(pic, x, base, length, angle, bark, blossom, depth=4):
    """A cherry tree in blossom: clouds of petals, shaded below and lit above."""
    tips = bare_tree(pic, x, base, length, angle, bark, depth)
    pic.rng.shuffle(tips)
    shade, light = mix(blossom, "#a55a86", 0.3), lighter(blossom, 0.5)
    petals = (
        (0.16, shade, 0.1),
        (0.15, blossom, 0.02),
        (0.12, blossom, -0.06),
        (0.075, light, -0.08),
        (0.06, light, -0.02),
    )
    for at_x, at_y in tips:
        for size, colour, shift in petals:
            swing = length * 0.14
            radius = length * size * pic.rng.uniform(0.7, 1.15)
            pic.circle(
                at_x + pic.rng.uniform(-swing, swing),
                at_y + length * shift + pic.rng.uniform(-swing, swing) * 0.7,
                radius,
                colour,
            )


def tangerine_tree(pic, x, base, size, leaves, fruit, trunk="#5a4334"):
    """A round tree full of tangerines."""
    pic.rect(x - size * 0.06, base - size * 0.45, size * 0.12, size * 0.45, trunk)
    pic.ellipse(x, base - 1, size * 0.5, size * 0.08, "#14352a", 0.35)
    rounds = (
        (0, 0.62, 0.54, darker(leaves, 0.3)),
        (-0.05, 0.68, 0.46, leaves),
        (-0.13, 0.78, 0.28, lighter(leaves, 0.18)),
    )
    for across, up, radius, colour in rounds:
        pic.ellipse(x + across * size, base - up * size, radius * size, radius * size * 0.84, colour)
    for _ in range(11):
        turn, reach = pic.rng.uniform(0, math.tau), math.sqrt(pic.rng.random()) * 0.45
        at_x, at_y = x + math.cos(turn) * reach * size, base - 0.62 * size + math.sin(turn) * reach * size * 0.82
        radius = max(2.2, size * 0.052)
        pic.circle(at_x, at_y, radius, fruit)
        pic.circle(at_x - radius * 0.3, at_y - radius * 0.3, radius * 0.4, lighter(fruit, 0.5), 0.8)


def bush(pic, x, base, width, colour):
    pic.path(puff(pic.rng, x, base, width, width * 0.62, 6), darker(colour, 0.22))
    pic.path(puff(pic.rng, x - width * 0.05, base - width * 0.07, width * 0.74, width * 0.46, 5), colour)


def grass(pic, left, right, base, height, colour, count, flowers=None):
    """Blades along a line, some of them flowering."""
    for _ in range(count):
        x = pic.rng.uniform(left, right)
        tall = height * pic.rng.uniform(0.4, 1)
        lean = tall * pic.rng.uniform(-0.5, 0.6)
        foot = base + pic.rng.uniform(-3, 6)
        tone = mix(colour, lighter(colour, 0.3), pic.rng.random())
        path = trace(
            "MQQZ",
            (x - 2.5, foot),
            (x, foot - tall * 0.6),
            (x + lean, foot - tall),
            (x + 3, foot - tall * 0.5),
            (x + 3, foot),
        )
        pic.path(path, tone)
        if flowers and pic.rng.random() < 0.4:
            pic.circle(x + lean, foot - tall, height * 0.07 + 1.5, flowers)


def stone_wall(pic, left, right, base, height, colour, rise=0.0):
    """A dry wall of black basalt; `rise` lifts its right end."""
    rows = 3
    stone_height = height / rows
    fall = rise / (right - left)
    pic.poly(
        [(left, base), (right, base - rise), (right, base - rise - height * 0.8), (left, base - height * 0.8)],
        darker(colour, 0.55),
    )
    for row in range(rows):
        x = left - pic.rng.uniform(0, stone_height)
        while x < right:
            width = stone_height * pic.rng.uniform(0.95, 1.7)
            y = base - (x - left) * fall - stone_height * (row + 0.5)
            tall = stone_height * pic.rng.uniform(0.86, 1.08)
            tone = mix(colour, lighter(colour, 0.25), pic.rng.random() * 0.6)
            pic.rect(x, y - tall / 2, width * 0.95, tall, tone, tall * 0.36)
            pic.pill(x + width * 0.44, y - tall * 0.3, width * 0.5, tall * 0.14, lighter(tone, 0.25), 0.6)
            x += width

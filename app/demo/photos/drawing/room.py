"""A room in perspective, in metres, and what stands in it.

We stand at x = 0 with our back to the near wall: x to the right, y up from the floor, z into the room.
"""

import math

from drawing.svg import HEIGHT, WIDTH, darker, form, lighter, mix, straight, trace


class Room:
    """Measures of a room, and shapes placed in it."""

    def __init__(self, pic, half=2.9, depth=4.4, height=2.75, eye=1.35, horizon=520):
        self.pic = pic
        self.half, self.depth, self.height, self.eye = half, depth, height, eye
        self.focal, self.centre, self.horizon = 900, 800, horizon

    def at(self, x, y, z):
        return self.centre + self.focal * x / z, self.horizon - self.focal * (y - self.eye) / z

    def quad(self, points, fill, opacity=1.0):
        self.pic.poly([self.at(*point) for point in points], fill, None, 1, opacity)

    def scale(self, z):
        """Pixels to the metre at this depth."""
        return self.focal / z

    def shell(self, wall, floor, ceiling, light_from=0.5):
        """Walls, floor and ceiling; the wall is brightest at `light_from` of its width."""
        pic, h, d, top, near = self.pic, self.half, self.depth, self.height, 1.2
        (left, high), (right, low) = self.at(-h, top, d), self.at(h, 0, d)
        pic.rect(0, 0, WIDTH, HEIGHT, darker(wall, 0.1))
        self.quad(
            [(-h, top, d), (h, top, d), (h, top, near), (-h, top, near)],
            pic.down(0, high, [(0, darker(ceiling, 0.14)), (1, ceiling)]),
        )
        stops = [(0, darker(wall, 0.1)), (light_from, lighter(wall, 0.1)), (1, darker(wall, 0.1))]
        pic.rect(left, high, right - left, low - high, pic.across(left, 0, right, 0, stops))
        for side in (-1, 1):
            x = left if side < 0 else right
            fill = pic.across(x, 0, 0 if side < 0 else WIDTH, 0, [(0, darker(wall, 0.1)), (1, darker(wall, 0.24))])
            self.quad([(side * h, 0, d), (side * h, top, d), (side * h, top, near), (side * h, 0, near)], fill)
        self.quad(
            [(-h, 0, d), (h, 0, d), (h, 0, near), (-h, 0, near)],
            pic.down(low, HEIGHT, [(0, lighter(floor, 0.06)), (1, darker(floor, 0.2))]),
        )
        self.skirting(lighter(wall, 0.35))

    def skirting(self, colour):
        h, d = self.half, self.depth
        self.quad([(-h, 0, d), (h, 0, d), (h, 0.09, d), (-h, 0.09, d)], colour, 0.7)
        for side in (-1, 1):
            self.quad([(side * h, 0, d), (side * h, 0.09, d), (side * h, 0.09, 1.2), (side * h, 0, 1.2)], colour, 0.45)

    def planks(self, colour, width=0.22):
        x = -self.half
        while x <= self.half:
            self.pic.line([self.at(x, 0, self.depth), self.at(x, 0, 1.6)], colour, 2, 0.4)
            x += width
        for i in range(26):
            x = -self.half + width * int(self.pic.rng.uniform(0, self.half * 2 / width))
            z = self.pic.rng.uniform(1.9, self.depth)
            self.pic.line([self.at(x, 0, z), self.at(x + width, 0, z)], colour, 2, 0.4)

    def on_wall(self, x0, x1, y0, y1, fill, z=None, opacity=1.0):
        z = z or self.depth
        self.quad([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], fill, opacity)

    def box(self, x0, x1, y0, y1, z0, z1, colour, soft=0.0):
        """A block; the faces we see are lit from above. `soft` rounds its corners, in pixels.

        Every face has a thin line of its own colour, or the wall would shine through between two of them.
        """
        faces = []
        if x0 > 0:
            faces.append(([(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)], darker(colour, 0.2)))
        if x1 < 0:
            faces.append(([(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)], darker(colour, 0.2)))
        if y1 < self.eye:
            faces.append(([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], lighter(colour, 0.16)))
        if y0 > self.eye:
            faces.append(([(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)], darker(colour, 0.3)))
        for points, tone in faces:
            self.pic.poly([self.at(*point) for point in points], tone, tone, soft or 0.8)
        front = [self.at(*point) for point in ((x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0))]
        tone = colour
        if front[0][1] - front[2][1] > 40:
            tone = self.pic.down(front[2][1], front[0][1], [(0, lighter(colour, 0.05)), (1, darker(colour, 0.13))])
        self.pic.poly(front, tone, tone, soft or 0.8)

    def shade(self, x, z, across, deep, strength=0.45):
        """The soft shadow of a thing on the floor."""
        at_x, at_y = self.at(x, 0, z)
        self.pic.pool(
            at_x, at_y, across * self.scale(z), deep * self.focal * self.eye / z**2 * 0.7, "#140f1c", strength
        )

    def window(self, x0, x1, y0, y1, view, frame, panes=2, bars=1, sill=True, thick=0.05):
        """A window in the back wall; `view` draws what is outside, with its horizon at our eyes' height."""
        (left, top), (right, low) = self.at(x0, y1, self.depth), self.at(x1, y0, self.depth)
        with self.pic.group(clip=straight([(left, top), (right, top), (right, low), (left, low)])):
            view(self.pic)
        scale = self.scale(self.depth)
        width = thick * scale
        for i in range(panes + 1):
            x = left + (right - left) * i / panes
            self.pic.rect(x - width / 2, top, width, low - top, frame)
        for i in range(bars + 2):
            y = top + (low - top) * i / (bars + 1)
            self.pic.rect(left - width / 2, y - width / 2, right - left + width, width, frame)
        self.pic.rect(left - width, top + width / 2, right - left + width * 2, width * 0.6, darker(frame, 0.3), 0, 0.35)
        if sill:
            self.pic.rect(left - width * 2, low, right - left + width * 4, width * 1.3, lighter(frame, 0.2), 2)
            self.pic.rect(
                left - width * 2, low + width * 1.3, right - left + width * 4, width * 0.7, darker(frame, 0.3), 0, 0.3
            )

    def sunlight(self, x0, x1, slant, colour="#fff0c8", strength=0.5, near=2.3):
        """Light that falls through a window on the floor."""
        points = [(x0, 0, self.depth), (x1, 0, self.depth), (x1 + slant, 0, near), (x0 + slant, 0, near)]
        top, low = self.at(0, 0, self.depth)[1], self.at(0, 0, near)[1]
        with self.pic.group(blend="screen", blur=3):
            self.quad(points, self.pic.down(top, low, [(0, colour, strength), (1, colour, strength * 0.15)]))

    def curtain(self, x0, x1, y0, y1, colour, folds=5, z=None):
        """A curtain in folds, a little wider at its hem."""
        z = z or self.depth - 0.06
        (left, top), (right, low) = self.at(x0, y1, z), self.at(x1, y0, z)
        fold = (right - left) / folds
        for i in range(folds):
            x = left + i * fold
            fill = self.pic.across(
                x, 0, x + fold, 0, [(0, darker(colour, 0.2)), (0.4, lighter(colour, 0.14)), (1, darker(colour, 0.12))]
            )
            self.pic.path(
                trace(
                    "MLLQZ",
                    (x, top),
                    (x + fold, top),
                    (x + fold * 1.06, low),
                    (x + fold / 2, low + 7),
                    (x - fold * 0.06, low),
                ),
                fill,
            )


def pillow(pic, x, y, width, height, colour):
    """A pillow that stands against something; (x, y) is the middle of its foot."""
    path = form("M-.5 -.06Q-.45 -.5 -.5 -1Q0 -.88 .5 -1Q.45 -.5 .5 -.06Q0 .08 -.5 -.06Z", x, y, width, height)
    pic.path(path, pic.down(y - height, y, [(0, lighter(colour, 0.25)), (1, darker(colour, 0.14))]))


def bed(room, x0, x1, z0, z1, tones, board=1.05):
    """A bed with its foot towards us; `tones` names frame, linen, cover and throw."""
    pic = room.pic
    middle, width = (x0 + x1) / 2, x1 - x0
    room.shade(middle, z0 + 0.15, width * 0.66, 0.8)
    if board:
        room.box(x0 - 0.06, x1 + 0.06, 0, board, z1 - 0.08, z1, tones["frame"], 4)
    room.box(x0, x1, 0.02, 0.3, z0, z1 - 0.08, darker(tones["frame"], 0.15), 3)
    room.box(x0 + 0.02, x1 - 0.02, 0.3, 0.5, z0 + 0.02, z1 - 0.1, tones["linen"], 10)
    scale = room.scale(z1 - 0.3)
    count = 2 if width > 1.2 else 1
    for i in range(count):
        x = x0 + width * (i + 0.5) / count
        at_x, at_y = room.at(x, 0.5, z1 - 0.34)
        pillow(pic, at_x, at_y, scale * width / count * 0.84, scale * 0.4, mix(tones["linen"], tones["cover"], 0.18))
        at_x, at_y = room.at(x, 0.5, z1 - 0.52)
        pillow(pic, at_x, at_y, scale * width / count * 0.74, scale * 0.32, tones["linen"])
    room.box(x0 - 0.05, x1 + 0.05, 0.3, 0.58, z0 - 0.03, z1 - 0.72, tones["cover"], 12)
    room.quad(
        [
            (x0 - 0.05, 0.585, z1 - 0.98),
            (x1 + 0.05, 0.585, z1 - 0.98),
            (x1 + 0.05, 0.585, z1 - 0.7),
            (x0 - 0.05, 0.585, z1 - 0.7),
        ],
        lighter(tones["linen"], 0.3),
    )
    if tones.get("throw"):
        throw(room, x0, x1, z0, tones["throw"])


def throw(room, x0, x1, z0, colour):
    """A folded blanket over the foot of a bed."""
    near, far = z0 + 0.18, z0 + 0.62
    room.quad(
        [(x0 - 0.06, 0.6, near), (x1 + 0.06, 0.6, near), (x1 + 0.06, 0.6, far), (x0 - 0.06, 0.6, far)],
        lighter(colour, 0.1),
    )
    for side, x in ((-1, x0 - 0.06), (1, x1 + 0.06)):
        if side * x < 0:
            room.quad([(x, 0.6, near), (x, 0.6, far), (x, 0.34, far), (x, 0.34, near)], darker(colour, 0.2))
    for share in (0.2, 0.5, 0.8):
        z = near + (far - near) * share
        room.pic.line([room.at(x0 - 0.06, 0.6, z), room.at(x1 + 0.06, 0.6, z)], darker(colour, 0.2), 3, 0.6)


def long_bed(room, x0, x1, z0, z1, tones, board=1.1):
    """A bed seen from its side, its head at x0."""
    pic = room.pic
    room.shade((x0 + x1) / 2, z0 + 0.1, (x1 - x0) * 0.6, 0.7)
    room.box(x0 - 0.1, x0, 0, board, z0 - 0.04, z1 + 0.04, tones["frame"], 4)
    room.box(x0, x1, 0.02, 0.28, z0, z1, darker(tones["frame"], 0.15), 3)
    room.box(x0, x1 - 0.02, 0.28, 0.5, z0 + 0.02, z1, tones["linen"], 10)
    for z, size in ((z1 - 0.35, 0.36), (z0 + 0.5, 0.42)):
        at_x, at_y = room.at(x0 + 0.34, 0.5, z)
        pillow(
            pic,
            at_x,
            at_y,
            room.scale(z) * 0.52,
            room.scale(z) * size,
            tones["linen"] if z < z1 - 0.4 else mix(tones["linen"], tones["cover"], 0.2),
        )
    room.box(x0 + 0.78, x1 + 0.03, 0.3, 0.57, z0 - 0.03, z1, tones["cover"], 12)
    room.quad(
        [(x0 + 0.78, 0.575, z0 - 0.03), (x0 + 1.02, 0.575, z0 - 0.03), (x0 + 1.02, 0.575, z1), (x0 + 0.78, 0.575, z1)],
        lighter(tones["linen"], 0.3),
    )
    room.quad(
        [
            (x0 + 0.78, 0.575, z0 - 0.04),
            (x0 + 1.02, 0.575, z0 - 0.04),
            (x0 + 1.02, 0.36, z0 - 0.04),
            (x0 + 0.78, 0.36, z0 - 0.04),
        ],
        tones["linen"],
    )
    if tones.get("throw"):
        left, right = x1 - 0.62, x1 - 0.2
        room.quad(
            [(left, 0.59, z0 - 0.04), (right, 0.59, z0 - 0.04), (right, 0.59, z1), (left, 0.59, z1)],
            lighter(tones["throw"], 0.1),
        )
        room.quad(
            [(left, 0.59, z0 - 0.04), (right, 0.59, z0 - 0.04), (right, 0.3, z0 - 0.04), (left, 0.3, z0 - 0.04)],
            tones["throw"],
        )


def side_table(room, x, z, colour, light=None, width=0.5):
    """A bedside table, with a lamp if there is a colour for its light."""
    room.shade(x, z, width * 0.7, 0.5)
    room.box(x - width / 2, x + width / 2, 0, 0.52, z, z + 0.4, colour, 3)
    room.on_wall(x - width * 0.42, x + width * 0.42, 0.32, 0.335, darker(colour, 0.4), z)
    if light:
        table_lamp(room, x, 0.52, z + 0.2, light)


def table_lamp(room, x, y, z, light, size=1.0):
    pic, scale = room.pic, room.scale(z) * size
    at_x, at_y = room.at(x, y, z)
    pic.glow(at_x, at_y - scale * 0.36, scale * 1.15, light, 0.62)
    pic.rect(at_x - scale * 0.02, at_y - scale * 0.26, scale * 0.04, scale * 0.26, "#6a5148")
    pic.ellipse(at_x, at_y, scale * 0.09, scale * 0.025, "#6a5148")
    shape = [
        (at_x - scale * 0.17, at_y - scale * 0.22),
        (at_x + scale * 0.17, at_y - scale * 0.22),
        (at_x + scale * 0.11, at_y - scale * 0.48),
        (at_x - scale * 0.11, at_y - scale * 0.48),
    ]
    pic.poly(
        shape,
        pic.down(at_y - scale * 0.48, at_y - scale * 0.22, [(0, lighter(light, 0.35)), (1, lighter(light, 0.75))]),
    )


def pendant(room, x, y, z, light, shape="dome", size=0.26):
    """A lamp that hangs from the ceiling down to y."""
    pic, scale = room.pic, room.scale(z)
    at_x, at_y = room.at(x, y, z)
    high = room.at(x, room.height, z)[1]
    pic.line([(at_x, high), (at_x, at_y)], "#4a3f44", 2.4)
    pic.ellipse(at_x, high, 16, 4, "#4a3f44")
    pic.glow(at_x, at_y + scale * size * 0.5, scale * size * 4.6, light, 0.5)
    if shape == "globe":
        pic.circle(at_x, at_y + scale * size * 0.5, scale * size * 0.52, lighter(light, 0.6))
        return
    wide = scale * size
    pic.path(
        form("M-1 0.9Q-0.9 0 0 0Q0.9 0 1 0.9Z", at_x, at_y, wide),
        mix(light, "#6a4a3c", 0.45),
    )
    pic.ellipse(at_x, at_y + wide * 0.9, wide, wide * 0.16, lighter(light, 0.7))


def floor_lamp(room, x, z, light, tall=1.5, paper=False):
    """A lamp on a tall foot, or an upright of paper that glows all over."""
    pic, scale = room.pic, room.scale(z)
    at_x, foot = room.at(x, 0, z)
    top = room.at(x, tall, z)[1]
    room.shade(x, z, 0.3, 0.25)
    pic.glow(at_x, top + scale * 0.14 if not paper else (top + foot) / 2, scale * 1.5, light, 0.6)
    if paper:
        wide = scale * 0.14
        fill = pic.radial(at_x, (top + foot) / 2, (foot - top) * 0.62, [(0, lighter(light, 0.75)), (1, light)])
        pic.rect(at_x - wide, top, wide * 2, foot - top, fill, 4)
        for i in range(1, 4):
            pic.rect(at_x - wide, top + (foot - top) * i / 4 - 1.5, wide * 2, 3, "#5a3a2c", 0, 0.7)
        for side in (-1, 1):
            pic.rect(at_x + side * wide - 3, top - 6, 6, foot - top + 10, "#5a3a2c")
        return
    pic.rect(at_x - 2.5, top, 5, foot - top, "#4a3f44")
    pic.ellipse(at_x, foot, scale * 0.16, scale * 0.04, "#4a3f44")
    pic.poly(
        [
            (at_x - scale * 0.22, top + scale * 0.3),
            (at_x + scale * 0.22, top + scale * 0.3),
            (at_x + scale * 0.14, top),
            (at_x - scale * 0.14, top),
        ],
        pic.down(top, top + scale * 0.3, [(0, lighter(light, 0.4)), (1, lighter(light, 0.8))]),
    )


def armchair(room, x, z, colour, turn=1):
    """A soft chair turned to the right (1) or the left (-1)."""
    room.shade(x, z + 0.1, 0.65, 0.7)
    for leg in (-0.3, 0.3):
        room.box(x + leg - 0.02, x + leg + 0.02, 0, 0.16, z + 0.05, z + 0.09, "#5a4034")
    back = x - turn * 0.3
    room.box(back - 0.1, back + 0.1, 0.16, 0.92, z + 0.1, z + 0.7, darker(colour, 0.08), 16)
    room.box(x - 0.36, x + 0.36, 0.16, 0.6, z + 0.6, z + 0.74, darker(colour, 0.14), 14)
    room.box(x - 0.34, x + 0.36, 0.16, 0.42, z + 0.1, z + 0.62, colour, 16)
    room.box(x - 0.36, x + 0.36, 0.16, 0.6, z, z + 0.12, lighter(colour, 0.04), 14)


def sofa(room, x0, x1, z, colour, cushions=()):
    room.shade((x0 + x1) / 2, z + 0.1, (x1 - x0) * 0.62, 0.7)
    room.box(x0, x1, 0.12, 0.82, z + 0.62, z + 0.84, darker(colour, 0.08), 16)
    room.box(x0, x1, 0.12, 0.42, z, z + 0.7, colour, 14)
    middle = room.at((x0 + x1) / 2, 0.42, z)
    room.pic.line([middle, room.at((x0 + x1) / 2, 0.14, z)], darker(colour, 0.3), 3, 0.6)
    for i, tone in enumerate(cushions):
        share = 0.18 + 0.64 * i / max(1, len(cushions) - 1)
        at_x, at_y = room.at(x0 + (x1 - x0) * share, 0.44, z + 0.46)
        pillow(room.pic, at_x, at_y, room.scale(z) * 0.44, room.scale(z) * 0.38, tone)
    for x, far in ((x0 - 0.14, x0 + 0.04), (x1 - 0.04, x1 + 0.14)):
        room.box(x, far, 0.1, 0.6, z - 0.02, z + 0.8, darker(colour, 0.04), 14)


def low_table(room, x, z, width, deep, tall, colour, cups=2):
    """A table for sitting on the floor, or before a sofa."""
    room.shade(x, z + deep / 2, width * 0.66, deep * 0.9)
    for leg_x in (x - width / 2 + 0.04, x + width / 2 - 0.1):
        for leg_z in (z + deep - 0.08, z):
            room.box(leg_x, leg_x + 0.06, 0, tall, leg_z, leg_z + 0.06, darker(colour, 0.3))
    room.box(x - width / 2, x + width / 2, tall - 0.05, tall, z, z + deep, colour, 3)
    pic, scale = room.pic, room.scale(z + deep / 2)
    for i in range(cups):
        at_x, at_y = room.at(x + width * (0.3 * (i - (cups - 1) / 2)), tall, z + deep / 2)
        size = scale * 0.09
        pic.ellipse(at_x, at_y, size * 1.3, size * 0.32, "#fffaf0")
        pic.path(
            form("M-0.7 -1L0.7 -1Q0.6 0 0 0Q-0.6 0 -0.7 -1Z", at_x, at_y, size),
            "#f3ead8",
        )
        pic.ellipse(at_x, at_y - size, size * 0.7, size * 0.18, "#8a5a3c")


def rug(room, x0, x1, z0, z1, colour, border=None):
    room.quad([(x0, 0.004, z0), (x1, 0.004, z0), (x1, 0.004, z1), (x0, 0.004, z1)], colour)
    if border:
        inset = 0.12
        points = [
            (x0 + inset, 0.005, z0 + inset),
            (x1 - inset, 0.005, z0 + inset),
            (x1 - inset, 0.005, z1 - inset),
            (x0 + inset, 0.005, z1 - inset),
        ]
        room.pic.path(straight([room.at(*point) for point in points]), "none", border, 5)


def plant(room, x, z, tall, leaves, pot="#c98a62"):
    """A plant with long leaves in a pot."""
    pic, scale = room.pic, room.scale(z)
    at_x, foot = room.at(x, 0, z)
    room.shade(x, z, 0.32, 0.3)
    for i in range(13):
        turn = math.pi * (0.12 + 0.76 * i / 12) + pic.rng.uniform(-0.08, 0.08)
        reach = scale * (tall - 0.35) * pic.rng.uniform(0.7, 1)
        end_x, end_y = at_x + math.cos(turn) * reach * 0.7, foot - scale * 0.35 - math.sin(turn) * reach
        bend_x, bend_y = at_x + math.cos(turn) * reach * 0.14, foot - scale * 0.35 - math.sin(turn) * reach * 0.75
        wide = scale * 0.05
        tone = mix(darker(leaves, 0.25), lighter(leaves, 0.2), pic.rng.random())
        pic.path(
            trace(
                "MQQZ",
                (at_x, foot - scale * 0.3),
                (bend_x - wide, bend_y),
                (end_x, end_y),
                (bend_x + wide, bend_y + wide),
                (at_x + 4, foot - scale * 0.3),
            ),
            tone,
        )
    pic.poly(
        [
            (at_x - scale * 0.17, foot - scale * 0.34),
            (at_x + scale * 0.17, foot - scale * 0.34),
            (at_x + scale * 0.12, foot),
            (at_x - scale * 0.12, foot),
        ],
        pic.across(at_x - scale * 0.17, 0, at_x + scale * 0.17, 0, [(0, lighter(pot, 0.15)), (1, darker(pot, 0.25))]),
    )


def picture(room, x, y, width, height, paint, frame="#6a4a3c"):
    """A framed picture on the back wall; `paint` are its three tones: sky, far and near hill."""
    pic = room.pic
    (left, top), (right, low) = (
        room.at(x - width / 2, y + height / 2, room.depth),
        room.at(x + width / 2, y - height / 2, room.depth),
    )
    pic.rect(left - 5, top - 3, right - left + 12, low - top + 12, "#140f1c", 3, 0.2)
    pic.rect(left - 6, top - 6, right - left + 12, low - top + 12, frame, 2)
    pic.rect(left, top, right - left, low - top, paint[0])
    wide, high = right - left, low - top
    pic.circle(left + wide * 0.68, top + high * 0.32, high * 0.13, lighter(paint[0], 0.6))
    pic.path(
        trace(
            "MQTLLZ",
            (left, top + high * 0.7),
            (left + wide * 0.3, top + high * 0.3),
            (left + wide * 0.6, top + high * 0.62),
            (right, top + high * 0.56),
            (right, low),
            (left, low),
        ),
        paint[1],
    )
    pic.path(
        trace(
            "MQLLZ",
            (left, top + high * 0.86),
            (left + wide * 0.5, top + high * 0.6),
            (right, top + high * 0.8),
            (right, low),
            (left, low),
        ),
        paint[2],
    )


def beams(room, colour, count=4, thick=0.16):
    """Timber under the ceiling, from side to side."""
    for i in range(count):
        z = room.depth - 0.2 - i * (room.depth - 2.2) / count
        room.box(-room.half, room.half, room.height - thick, room.height, z - 0.14, z, colour)

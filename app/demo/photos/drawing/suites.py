"""Rooms that open wide: a suite with its bath before the glass, a terrace, a villa with its pool."""

from drawing import views
from drawing.houses import lantern
from drawing.jeju import lounger
from drawing.plants import tangerine_tree
from drawing.room import (
    Room,
    armchair,
    bed,
    floor_lamp,
    long_bed,
    low_table,
    pendant,
    picture,
    plant,
    rug,
    side_table,
    sofa,
)
from drawing.svg import HEIGHT, darker, lighter, mix, trace


def lantern_suite(pic):
    """A living room high up, a bath before the glass, the river by night (Hangang)."""
    room = Room(pic, half=3.3, depth=4.8)
    room.shell("#453f6c", "#3f3348", "#37345e", 0.5)
    room.window(-3.2, 3.2, 0.1, 2.64, views.river_night, "#1d2048", 5, 0, sill=False, thick=0.05)
    room.sunlight(-2.8, 2.8, 0, "#c98494", 0.3)
    rug(room, -2.7, -0.1, 2.5, 4.1, "#5a4a78", "#e0a878")
    sofa(room, -2.9, -1.0, 3.5, "#8d6a80", ("#f0a868", "#efe2dc", "#6f8fae"))
    low_table(room, -1.5, 2.85, 1.1, 0.5, 0.34, "#7a5148", 2)
    floor_lamp(room, -3.05, 4.3, "#ffc27a", 1.5)
    bath(pic, room, 1.75, 3.45, "#f3ecec")
    low_table(room, 0.45, 3.5, 0.42, 0.42, 0.5, "#7a5148", 0)
    candles(pic, room, 0.45, 0.5, 3.7)
    for x in (-2.2, -1.4, 1.6, 2.4):
        y = 2.0 + (0.14 if x in (-1.4, 1.6) else 0)
        at_x, at_y = room.at(x, y, 3.6)
        pic.line([(at_x, 0), (at_x, at_y)], "#1d1b3a", 2)
        lantern(pic, at_x, at_y, 46, "#ff9a4c", "#2a2040", 0, 0.5)
    plant(room, 3.05, 3.7, 1.4, "#4f7a70", "#6a5a88")


def bath(pic, room, x, z, colour):
    """A free-standing tub with water and a towel over its side."""
    room.shade(x, z + 0.3, 1.2, 0.8, 0.55)
    left, foot = room.at(x - 0.85, 0.04, z)
    right, _ = room.at(x + 0.85, 0.04, z)
    rim = room.at(x, 0.66, z)[1]
    back = room.at(x, 0.66, z + 0.75)[1]
    middle, half = (left + right) / 2, (right - left) / 2
    pic.path(
        trace(
            "MQLQZ",
            (left - 12, rim),
            (left + 6, foot),
            (left + 78, foot),
            (right - 78, foot),
            (right - 6, foot),
            (right + 12, rim),
        ),
        pic.across(left, 0, right, 0, [(0, darker(colour, 0.15)), (0.35, colour), (1, darker(colour, 0.35))]),
    )
    pic.ellipse(middle, (rim + back) / 2, half + 13, (rim - back) / 2 + 9, lighter(colour, 0.3))
    pic.ellipse(
        middle,
        (rim + back) / 2 + 4,
        half - 8,
        (rim - back) / 2 - 3,
        pic.across(left, 0, right, 0, [(0, "#6f7fb0"), (0.5, "#c99aa8"), (1, "#5f6fa4")]),
    )
    for shift in (-50, 10, 64):
        pic.path(f"M{middle + shift:.0f} {back - 2:.0f}q-16 -20 0 -40q16 -20 0 -42", "none", "#ffffff", 7, 0.2)
    pic.path(
        trace("MLLLZ", (right - 110, rim - 6), (right - 50, rim - 4), (right - 54, rim + 74), (right - 108, rim + 72)),
        "#f0b07a",
    )
    pic.path(
        trace("MLQ", (left + 30, back + 4), (left + 30, back - 64), (left + 30, back - 88), (left + 56, back - 84)),
        "none",
        "#d9c0a0",
        7,
    )


def candles(pic, room, x, y, z):
    for shift, tall in ((-0.1, 0.16), (0.02, 0.1), (0.12, 0.2)):
        at_x, at_y = room.at(x + shift, y, z)
        high = room.scale(z) * tall
        pic.rect(at_x - 9, at_y - high, 18, high, "#fff0d8", 3)
        pic.glow(at_x, at_y - high - 10, 70, "#ffb860", 0.6)
        pic.path(
            trace(
                "MQQZ",
                (at_x - 5, at_y - high - 4),
                (at_x - 6, at_y - high - 14),
                (at_x, at_y - high - 24),
                (at_x + 7, at_y - high - 12),
                (at_x + 4, at_y - high - 4),
            ),
            "#ffe9a0",
        )


def grove_bath(pic):
    """The balcony of the suite: a tub of cypress, the grove and the sea below it (Seogwipo)."""
    views.grove(pic)
    room = Room(pic, half=3.6, depth=5.4, height=3.0)
    room.quad(
        [(-4.4, 0, 5.4), (4.4, 0, 5.4), (4.4, 0, 1.2), (-4.4, 0, 1.2)],
        pic.down(745, HEIGHT, [(0, "#e0b888"), (1, "#a8764f")]),
    )
    for i in range(26):
        x = -4.4 + i * 0.34
        pic.line([room.at(x, 0, 5.4), room.at(x, 0, 1.2)], "#8a5f40", 2.4, 0.5)
    for i in range(44):
        x = -4.4 + i * 0.2
        at_x, at_y = room.at(x, 0.9, 5.4)
        pic.rect(at_x, at_y, 4, room.at(0, 0, 5.4)[1] - at_y, "#fff6e4")
    (x1, y1), (x2, _) = room.at(-4.4, 0.95, 5.4), room.at(4.4, 0.95, 5.4)
    pic.rect(x1, y1 - 6, x2 - x1, 12, "#fff6e4")
    room.sunlight(-3.0, 3.2, 0.6, "#fff3c8", 0.35)
    canopy(pic, room)
    plant(room, -2.9, 4.7, 1.6, "#4f8a58", "#d98a58")
    cypress_tub(pic, room)
    rug(room, 0.9, 2.9, 2.9, 4.2, "#e9a35c", "#fff0d6")
    armchair(room, 2.2, 3.5, "#fff0dc", -1)
    low_table(room, 1.2, 3.5, 0.6, 0.5, 0.42, "#a8704a", 1)
    x, y = room.at(1.32, 0.42, 3.7)
    for shift in (-14, 6, 24):
        pic.circle(x + shift + 20, y - 14, 13, "#f58a2e")
        pic.circle(x + shift + 16, y - 18, 4, "#ffd09a")


def canopy(pic, room):
    """The roof over the balcony, with slats, and a wall of the suite at the left."""
    for i in range(9):
        z = 5.3 - i * 0.42
        room.box(-4.4, 4.4, 2.72, 2.84, z - 0.1, z, "#b8845a")
    room.box(-4.4, 4.4, 2.6, 2.74, 5.3, 5.42, "#9a6844")
    for x in (-3.3, 3.2):
        room.box(x, x + 0.14, 0, 2.7, 5.2, 5.34, "#a8744c")
    for x in (-1.6, 1.7):
        at_x, at_y = room.at(x, 2.6, 4.6)
        lantern(pic, at_x, at_y, 54, "#ffc07a", "#7a5238", 16, 0.2)


def cypress_tub(pic, room):
    """The tub: upright staves, bound with rope, steaming."""
    x0, x1, z0, z1, tall = -2.3, -0.3, 3.0, 4.3, 0.72
    room.shade(-1.3, 3.1, 1.4, 0.9, 0.5)
    room.box(x0, x1, 0, tall, z0, z1, "#cf9458", 3)
    for i in range(13):
        x = x0 + (x1 - x0) * i / 12
        pic.line([room.at(x, 0, z0), room.at(x, tall, z0)], "#9a6438", 2.4, 0.8)
    for y in (0.16, 0.54):
        room.on_wall(x0, x1, y, y + 0.05, "#8a5a34", z0)
        room.quad([(x1, y, z0), (x1, y + 0.05, z0), (x1, y + 0.05, z1), (x1, y, z1)], "#744a2c")
    inset = 0.1
    room.quad(
        [
            (x0 + inset, tall, z0 + inset),
            (x1 - inset, tall, z0 + inset),
            (x1 - inset, tall, z1 - inset),
            (x0 + inset, tall, z1 - inset),
        ],
        "#8fd0cf",
    )
    room.quad(
        [
            (x0 + inset, tall, z1 - inset - 0.25),
            (x1 - inset, tall, z1 - inset - 0.25),
            (x1 - inset, tall, z1 - inset),
            (x0 + inset, tall, z1 - inset),
        ],
        "#5fa8ac",
        0.7,
    )
    for x, z in ((-1.7, 3.5), (-1.2, 3.8), (-0.9, 3.4)):
        at_x, at_y = room.at(x, tall, z)
        pic.ellipse(at_x, at_y, 24, 8, "#c9ecea", 0.7)
        pic.circle(at_x, at_y - 6, 14, "#f58a2e")
        pic.circle(at_x - 4, at_y - 10, 4, "#ffd09a")
    for x in (-1.9, -1.35, -0.8):
        at_x, at_y = room.at(x, tall + 0.1, 3.7)
        pic.path(f"M{at_x:.0f} {at_y:.0f}q-20 -28 0 -56q20 -28 0 -56", "none", "#ffffff", 9, 0.32)
    room.box(-2.3, -1.9, 0, 0.2, 2.55, 2.9, "#b8804c", 3)
    at_x, at_y = room.at(-2.1, 0.2, 2.7)
    pic.rect(at_x - 40, at_y - 26, 80, 26, "#fffaf0", 8)


def pool_villa(pic):
    """The bedroom opens on the pool; beyond its wall the sun goes down (Aewol)."""
    room = Room(pic, half=3.1, depth=4.2)
    room.shell("#c9a08c", "#8f7270", "#b58d80", 0.4)
    (left, top), (right, low) = room.at(-2.1, 2.5, room.depth), room.at(2.95, 0, room.depth)
    with pic.group(clip=f"M{left} {top}L{right} {top}L{right} {low}L{left} {low}Z"):
        views.field_sunset(pic)
        terrace_pool(pic, room)
    for share in (0, 0.34, 0.67, 1):
        pic.rect(left + (right - left) * share - 5, top, 10, low - top, "#4a3640")
    pic.rect(left - 5, top - 6, right - left + 10, 14, "#4a3640")
    room.on_wall(-3.1, -2.14, 0, 2.75, "#352f3e")
    for row in range(20):
        x = -3.1
        while x < -2.15:
            width = pic.rng.uniform(0.16, 0.34)
            y = 0.02 + row * 0.137
            room.on_wall(
                x, min(x + width - 0.02, -2.14), y, y + 0.12, mix("#4b4256", "#7d6670", pic.rng.random() * 0.8)
            )
            x += width
    room.curtain(-2.2, -1.75, 0.02, 2.6, "#f3d9c4", 4)
    room.sunlight(-1.6, 2.7, -0.5, "#ff9f68", 0.5)
    rug(room, 0.0, 2.6, 2.4, 3.5, "#b0785f", "#f3d2ae")
    long_bed(
        room, -2.75, -0.6, 2.5, 3.8, {"frame": "#6a4a48", "linen": "#fff6ea", "cover": "#e0a888", "throw": "#6a5a80"}
    )
    side_table(room, -2.8, 2.15, "#6a4a48", "#ffc98a", 0.42)
    armchair(room, 2.0, 2.8, "#f0d9c0", -1)
    low_table(room, 1.0, 2.8, 0.56, 0.5, 0.4, "#6a4a48", 1)
    pendant(room, -1.4, 2.05, 3.1, "#ffc98a", "dome", 0.22)


def terrace_pool(pic, room):
    """Outside: boards, the small pool, two loungers."""
    d = room.depth
    room.quad([(-4, 0, d), (5, 0, d), (5, 0, d + 3.4), (-4, 0, d + 3.4)], "#d9a98a")
    room.quad([(-0.9, 0.01, d + 0.7), (3.3, 0.01, d + 0.7), (3.3, 0.01, d + 2.6), (-0.9, 0.01, d + 2.6)], "#f6dcc0")
    x, y = room.at(0, 0, d + 2.5)
    _, near = room.at(0, 0, d + 0.8)
    room.quad(
        [(-0.75, 0.02, d + 0.8), (3.15, 0.02, d + 0.8), (3.15, 0.02, d + 2.5), (-0.75, 0.02, d + 2.5)],
        pic.down(y, near, [(0, "#ffb27c"), (1, "#7f8fb4")]),
    )
    for _ in range(16):
        deep = pic.rng.uniform(0.9, 2.4)
        at_x, at_y = room.at(pic.rng.uniform(-0.6, 3.0), 0.02, d + deep)
        pic.pill(at_x, at_y, pic.rng.uniform(20, 60), 2.4, "#fff0cf", 0.7)
    for x in (-1.9, -1.35):
        at_x, at_y = room.at(x, 0, d + 1.4)
        lounger(pic, at_x, at_y, 92)


def grove_terrace(pic):
    """A room at the level of the trees, its doors open to the terrace (Seogwipo)."""
    room = Room(pic)
    room.shell("#f7ead0", "#c98f62", "#fdf5e2", 0.4)
    terracotta(room)
    (left, top), (right, low) = room.at(-2.5, 2.35, room.depth), room.at(0.9, 0, room.depth)
    arch = trace(
        "MLQLZ", (left, low), (left, top + 60), ((left + right) / 2, top - 70), (right, top + 60), (right, low)
    )
    pic.path(arch, "#d98a5c", "#d98a5c", 30)
    with pic.group(clip=arch):
        views.grove(pic)
        room.quad([(-4, 0, 4.4), (3, 0, 4.4), (3, 0, 5.6), (-4, 0, 5.6)], "#e8bb8a")
        for x, size in ((-1.7, 190), (0.55, 210)):
            at_x, at_y = room.at(x, 0, 5.2)
            tangerine_tree(pic, at_x, at_y, size, "#3f8a55", "#f58a2e")
            pic.poly(
                [(at_x - 44, at_y - 44), (at_x + 44, at_y - 44), (at_x + 32, at_y + 8), (at_x - 32, at_y + 8)],
                "#c9704a",
            )
    room.sunlight(-2.3, 0.7, 0.9, "#fff0b8", 0.55)
    room.curtain(-2.85, -2.45, 0.02, 2.3, "#fffaf0", 3)
    room.curtain(0.85, 1.2, 0.02, 2.3, "#fffaf0", 3)
    rug(room, -2.0, 0.4, 2.5, 3.7, "#6f9a68", "#fff0d0")
    armchair(room, -1.6, 3.1, "#e9a35c", 1)
    low_table(room, -0.55, 3.1, 0.6, 0.55, 0.42, "#a8704a", 1)
    x, y = room.at(-0.62, 0.42, 3.3)
    for shift in (-22, 0, 22):
        pic.circle(x + shift, y - 16, 14, "#f58a2e")
        pic.circle(x + shift - 4, y - 20, 4, "#ffd09a")
    bed(room, 0.95, 2.55, 2.45, 4.36, {"frame": "#a8704a", "linen": "#fffdf6", "cover": "#f6dca8", "throw": "#e9803c"})
    picture(room, 1.85, 1.85, 0.95, 0.6, ("#fdeccb", "#f0a058", "#5f9a6c"), "#a8704a")


def terracotta(room):
    """Square tiles on the floor."""
    for i in range(15):
        x = -2.9 + i * 0.42
        room.pic.line([room.at(x, 0, 4.4), room.at(x, 0, 1.5)], "#a86f48", 2, 0.5)
    for i in range(7):
        z = 4.4 - i * 0.42
        room.pic.line([room.at(-2.9, 0, z), room.at(2.9, 0, z)], "#a86f48", 2, 0.5)

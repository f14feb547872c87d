"""Rooms of brick, beams and boards: an attic, a store by the docks and its loft, a cabin."""

from drawing import views
from drawing.houses import cat, light_string
from drawing.room import (
    Room,
    armchair,
    beams,
    bed,
    low_table,
    pendant,
    pillow,
    plant,
    rug,
    side_table,
    sofa,
    table_lamp,
)
from drawing.svg import HEIGHT, WIDTH, darker, lighter, mix, ring, trace


def attic(pic):
    """A single under the roof: sloping ceilings, a skylight with stars, the cat (Namsan)."""
    room = Room(pic, half=2.3, depth=4.0, height=3.0)
    left, right = room.at(-2.3, 1.0, 4.0), room.at(2.3, 1.0, 4.0)
    peak = room.at(0, 2.9, 4.0)
    wall, slope = "#e8c9a0", "#d9b083"
    for side, corner in ((-1, left), (1, right)):
        edge = 0 if side < 0 else WIDTH
        shade = darker(slope, 0.06 if side < 0 else 0.2)
        pic.poly(
            [(edge, 700), (edge, -200), (800, -360), peak, corner],
            pic.across(corner[0], 0, edge, 0, [(0, shade), (1, darker(shade, 0.25))]),
        )
        pic.poly([(edge, 700), corner, (corner[0], room.at(0, 0, 4.0)[1]), (edge, 1200)], darker(wall, 0.22))
    low = room.at(0, 0, 4.0)[1]
    pic.poly(
        [(left[0], low), left, peak, right, (right[0], low)],
        pic.across(left[0], 0, right[0], 0, [(0, wall), (0.4, lighter(wall, 0.16)), (1, darker(wall, 0.1))]),
    )
    room.quad(
        [(-2.3, 0, 4.0), (2.3, 0, 4.0), (2.3, 0, 1.2), (-2.3, 0, 1.2)],
        pic.down(low, HEIGHT, [(0, "#a8704a"), (1, "#7a4a38")]),
    )
    room.planks("#5d362c", 0.2)
    for share in (0.0, 0.5, 1.0):
        for side, corner in ((-1, left), (1, right)):
            start = (peak[0], peak[1] + (-360 - peak[1]) * share)
            end = (
                corner[0] + ((0 if side < 0 else WIDTH) - corner[0]) * share,
                corner[1] + (700 - corner[1]) * share * 0.9,
            )
            pic.line([start, end], "#7a4f38", 16 + 10 * share)
    skylight(pic)
    round_window(pic, room)
    attic_furniture(pic, room)


def skylight(pic):
    """A window in the slope at the right: the evening and its first stars."""
    glass = [(1010, 60), (1290, 10), (1440, 240), (1120, 250)]
    pic.poly(glass, "#6a4530", "#6a4530", 26)
    with pic.group(clip="M" + "L".join(f"{x} {y}" for x, y in glass) + "Z"):
        pic.rect(980, 0, 500, 270, pic.across(1010, 0, 1400, 260, [(0, "#1f2f66"), (0.6, "#6a64a0"), (1, "#f0a88a")]))
        for _ in range(26):
            pic.circle(pic.rng.uniform(1020, 1400), pic.rng.uniform(10, 200), pic.rng.choice([1.4, 2, 2.8]), "#fff6df")
        pic.circle(1210, 96, 26, "#fff3d0")
        pic.circle(1222, 88, 24, "#3a4580")
    pic.line([(1150, 35), (1280, 245)], "#6a4530", 10)
    with pic.group(blend="screen", blur=8):
        pic.poly(
            [(1120, 250), (1440, 240), (1240, 900), (760, 880)],
            pic.down(250, 900, [(0, "#aab4e8", 0.3), (1, "#aab4e8", 0)]),
        )


def round_window(pic, room):
    x, y = room.at(0, 2.05, 4.0)
    pic.circle(x, y, 84, "#7a4f38")
    with pic.group(clip=ring(x, y, 70)):
        with pic.group(move=f"translate({x - 800 * 0.62} {y - 520 * 0.6}) scale(0.62)"):
            views.river_night(pic)
    pic.rect(x - 4, y - 72, 8, 144, "#7a4f38")
    pic.rect(x - 72, y - 4, 144, 8, "#7a4f38")


def attic_furniture(pic, room):
    rug(room, -1.5, 0.5, 2.3, 3.4, "#5f7f9c", "#f0d9b0")
    desk = "#8a5a40"
    room.shade(-1.3, 3.6, 0.7, 0.5)
    room.box(-2.0, -0.7, 0.7, 0.76, 3.45, 3.98, desk, 3)
    for x in (-1.96, -0.8):
        room.box(x, x + 0.06, 0, 0.7, 3.48, 3.54, darker(desk, 0.2))
    table_lamp(room, -1.75, 0.76, 3.75, "#ffcf8a", 0.9)
    for i, (tone, tall) in enumerate((("#b5533c", 0.2), ("#5f8f83", 0.24), ("#e2a04a", 0.18), ("#4a5a86", 0.22))):
        room.box(-1.3 + i * 0.07, -1.24 + i * 0.07, 0.76, 0.76 + tall, 3.7, 3.85, tone)
    room.box(-1.5, -1.1, 0.42, 0.47, 3.1, 3.42, "#a8704a", 3)
    for x in (-1.48, -1.16):
        room.box(x, x + 0.05, 0, 0.42, 3.12, 3.16, "#7a4f38")
    bed(
        room,
        0.55,
        1.75,
        2.45,
        3.95,
        {"frame": "#7a4f38", "linen": "#fbf1e0", "cover": "#d9774f", "throw": "#f0c878"},
        0.9,
    )
    at_x, at_y = room.at(1.1, 0.6, 2.75)
    cat(pic, at_x, at_y, 118, "#3a2f3c")
    light_string(pic, (330, 330), (800, 196), 46, 9, "#ffd48a", "#5d3d30")


def hoist_room(pic):
    """A double between brick walls, an iron hoist over it (Yeongdo)."""
    room = Room(pic)
    room.shell("#b5694c", "#8a6a54", "#5a4a48", 0.35)
    bricks(pic, room, "#b5694c")
    room.planks("#4f3a34", 0.3)
    beams(room, "#46372f", 3, 0.2)
    room.window(-2.3, -0.2, 0.8, 2.25, views.harbour, "#33403f", 4, 3)
    room.sunlight(-2.1, -0.4, 0.8, "#ffe2b0", 0.5)
    hoist(pic, room)
    rug(room, -2.2, 0.0, 2.5, 3.6, "#3f6a6c", "#e0c89c")
    armchair(room, -1.75, 3.2, "#8f4f3a", 1)
    radio(pic, room)
    bed(
        room,
        0.75,
        2.45,
        2.45,
        4.36,
        {"frame": "#3a3434", "linen": "#f6ecda", "cover": "#7c9494", "throw": "#c4673f"},
        1.1,
    )
    pendant(room, 2.62, 1.5, 3.9, "#ffc27a", "globe", 0.2)


def bricks(pic, room, colour, rows=22):
    """Courses of brick on the back wall, some of them darker."""
    for row in range(rows):
        y = 0.12 + row * 0.12
        for _ in range(9):
            x = pic.rng.uniform(-room.half, room.half - 0.3)
            room.on_wall(
                x,
                x + 0.26,
                y,
                y + 0.085,
                pic.rng.choice([darker(colour, 0.14), lighter(colour, 0.13), mix(colour, "#e8b58c", 0.3)]),
                None,
                0.7,
            )


def hoist(pic, room):
    """The old hoist: a rail under the beams, a wheel, chain and hook."""
    room.box(0.2, 2.9, 2.42, 2.52, 3.2, 3.34, "#2f3536")
    x, y = room.at(1.6, 2.36, 3.2)
    pic.rect(x - 22, y - 8, 44, 44, "#3f4748", 5)
    pic.circle(x, y + 58, 44, "#2a3031")
    pic.circle(x, y + 58, 31, "#b5694c")
    for turn in ((-31, 0, 31, 0), (0, -31, 0, 31)):
        pic.line([(x + turn[0], y + 58 + turn[1]), (x + turn[2], y + 58 + turn[3])], "#2a3031", 8)
    pic.circle(x, y + 58, 11, "#5a6566")
    for i in range(8):
        pic.ellipse(x + 40, y + 66 + i * 15, 4.5, 8.5, "#4a5455" if i % 2 else "#2a3031")
    pic.path(f"M{x + 40} {y + 184}q20 10 8 30q-18 12 -28 -8", "none", "#2a3031", 8)


def radio(pic, room):
    """One of the owner's radios on a sea chest."""
    room.box(-0.55, 0.25, 0, 0.5, 3.7, 4.2, "#6a4a3a", 4)
    for x in (-0.5, 0.14):
        room.on_wall(x, x + 0.05, 0.02, 0.5, "#c99a5c", 3.7)
    (left, top), (right, low) = room.at(-0.42, 0.8, 3.8), room.at(0.1, 0.5, 3.8)
    pic.rect(left, top, right - left, low - top, "#c98a52", 12)
    pic.circle(left + 34, (top + low) / 2, 24, "#4a3028")
    for i in range(4):
        pic.line([(left + 16, (top + low) / 2 - 12 + i * 8), (left + 52, (top + low) / 2 - 12 + i * 8)], "#c98a52", 2)
    pic.rect(left + 66, top + 12, 46, 20, "#ffe2a0", 3)
    pic.line([(left + 84, top + 12), (left + 84, top + 32)], "#c4583f", 2)
    for x in (78, 100):
        pic.circle(left + x, low - 20, 7, "#4a3028")
    pic.line([(right - 14, top), (right + 26, top - 78)], "#4a4646", 3)


def cabin(pic):
    """All of pine: a stove with its fire, a bed under a checked blanket, snow outside (Gyeongpo)."""
    room = Room(pic)
    room.shell("#c08a58", "#8f5f40", "#a87448", 0.55)
    for i in range(12):
        y = i * 0.23
        pic.line([room.at(-2.9, y, 4.4), room.at(2.9, y, 4.4)], "#8a5a3a", 2, 0.7)
        for side in (-2.9, 2.9):
            pic.line([room.at(side, y, 4.4), room.at(side, y, 1.4)], "#6a4430", 2.4, 0.6)
    room.planks("#5d3c2c")
    beams(room, "#8a5a3a", 4)
    room.window(-0.5, 1.3, 0.8, 2.2, views.snow_pines, "#6a4430", 2, 1)
    for x0, x1 in ((-0.85, -0.45), (1.25, 1.65)):
        room.curtain(x0, x1, 0.6, 2.35, "#b5443c", 3)
    stove(pic, room)
    rug(room, -2.3, -0.1, 2.4, 3.3, "#7a3f3a", "#e8c890")
    armchair(room, -0.55, 2.9, "#5f6f58", -1)
    bed(room, 1.15, 2.72, 2.45, 4.3, {"frame": "#7a4f34", "linen": "#f8eedd", "cover": "#b5443c", "throw": None}, 1.0)
    checks(room)
    side_table(room, 0.8, 3.85, "#7a4f34", "#ffc27a", 0.4)
    pic.wash(pic.radial(470, 720, 1150, [(0, "#ffffff"), (0.5, "#f3d9c4"), (1, "#8a7090")]))
    pic.glow(430, 700, 420, "#ff9a4a", 0.4)


def stove(pic, room):
    """An iron stove on stones, its pipe up through the roof."""
    room.box(-2.6, -1.3, 0, 0.08, 3.4, 4.4, "#7d747a", 4)
    room.box(-2.06, -1.9, 1.1, 2.75, 3.9, 4.05, "#3a3438")
    room.box(-2.35, -1.6, 0.3, 1.1, 3.6, 4.2, "#46404a", 6)
    for x in (-2.3, -1.72):
        room.box(x, x + 0.07, 0.08, 0.32, 3.62, 3.7, "#2c282c")
    (left, top), (right, low) = room.at(-2.24, 0.92, 3.6), room.at(-1.71, 0.46, 3.6)
    pic.rect(left - 5, top - 5, right - left + 10, low - top + 10, "#2c282c", 6)
    pic.rect(left, top, right - left, low - top, pic.down(top, low, [(0, "#5d2418"), (1, "#ff8a3c")]), 4)
    middle = (left + right) / 2
    for shift, tall, tone in (
        (-30, 62, "#ff9a3c"),
        (20, 80, "#ff9a3c"),
        (-6, 96, "#ffb84a"),
        (-16, 52, "#ffe28a"),
        (14, 44, "#fff0b0"),
    ):
        pic.path(
            trace(
                "MQQZ",
                (middle + shift - 20, low),
                (middle + shift - 24, low - tall * 0.5),
                (middle + shift, low - tall),
                (middle + shift + 26, low - tall * 0.4),
                (middle + shift + 18, low),
            ),
            tone,
            None,
            1,
            0.95,
        )
    pic.line([((left + right) / 2, top), ((left + right) / 2, low)], "#2c282c", 4)
    pic.glow(middle, (top + low) / 2, 300, "#ff9440", 0.5)
    x, y = room.at(-1.96, 1.1, 3.8)
    pic.path(
        f"M{x - 34:.0f} {y:.0f}L{x - 28:.0f} {y - 44:.0f}L{x + 28:.0f} {y - 44:.0f}L{x + 34:.0f} {y:.0f}Z", "#8f4a3c"
    )
    pic.path(f"M{x - 24:.0f} {y - 46:.0f}Q{x:.0f} {y - 90:.0f} {x + 24:.0f} {y - 46:.0f}", "none", "#2c282c", 5)
    for i in range(7):
        at_x, at_y = room.at(-1.42 + (i % 3) * 0.16 + (0.08 if i > 2 else 0), 0.16 + (i // 3) * 0.14, 3.7)
        pic.circle(at_x, at_y, 18, "#8a5a3a")
        pic.circle(at_x, at_y, 13, "#d9a870")
        pic.circle(at_x, at_y, 6, "#b8845a")


def checks(room):
    """The checked pattern of the blanket, on its top and its front."""
    for i in range(1, 8):
        x = 1.1 + i * 0.21
        room.pic.line([room.at(x, 0.59, 2.42), room.at(x, 0.59, 3.58)], "#f0c9a0", 5, 0.55)
        room.pic.line([room.at(x, 0.58, 2.42), room.at(x, 0.32, 2.42)], "#f0c9a0", 5, 0.45)
    for i in range(6):
        z = 2.5 + i * 0.2
        room.pic.line([room.at(1.1, 0.59, z), room.at(2.77, 0.59, z)], "#5d1f24", 5, 0.5)


def loft(pic, view, tones):
    """Two levels: a bed under the roof, up a stair; below it a sofa and the window."""
    room = Room(pic, half=3.0, depth=4.8, height=3.9, eye=1.5, horizon=600)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"], 0.65)
    room.planks(darker(tones["floor"], 0.35), 0.26)
    bricks(pic, room, tones["wall"], 30)
    room.window(0.1, 2.5, 0.5, 3.4, lambda inner: views.lowered(inner, view, 80), tones["metal"], 3, 4)
    room.sunlight(0.3, 2.3, -0.6, tones["glow"], 0.5)
    upper(pic, room, tones)
    below(pic, room, tones)
    pendant(room, 1.3, 2.5, 3.6, tones["light"], "dome", 0.22)


def upper(pic, room, tones):
    """The upper floor with its bed and railing, and the stair."""
    wood = tones["frame"]
    room.box(-3.0, -0.35, 1.95, 2.12, 3.3, 4.8, wood, 2)
    room.on_wall(-3.0, -0.35, 2.12, 3.9, darker(tones["wall"], 0.1), 4.78, 0.35)
    room.box(-2.8, -1.2, 2.16, 2.5, 3.7, 4.7, tones["linen"], 8)
    room.box(-2.82, -1.6, 2.3, 2.58, 3.66, 4.7, tones["cover"], 10)
    for z in (3.85, 4.3):
        at_x, at_y = room.at(-1.38, 2.5, z)
        pillow(pic, at_x, at_y, 74, 62, tones["linen"])
    table_lamp(room, -0.8, 2.12, 4.4, tones["light"], 1.0)
    for i in range(16):
        x = -2.96 + i * 0.172
        room.box(x, x + 0.025, 2.12, 2.78, 3.3, 3.33, tones["metal"])
    room.box(-3.0, -0.35, 2.78, 2.84, 3.28, 3.34, tones["metal"])
    for x in (-0.42, -2.98):
        room.box(x, x + 0.1, 0, 1.95, 3.32, 3.42, darker(wood, 0.12))
    for i in range(9):
        y = 0.22 * (i + 1)
        x = 0.95 - i * 0.145
        room.box(x - 0.17, x + 0.17, y - 0.04, y, 3.0, 3.42, lighter(wood, 0.1), 2)
    pic.line([room.at(1.12, 0.02, 2.98), room.at(-0.36, 2.16, 2.98)], darker(wood, 0.2), 12)
    pic.line([room.at(1.12, 0.86, 2.98), room.at(-0.36, 2.9, 2.98)], tones["metal"], 7)
    for i in range(6):
        x, y = 1.12 - 1.48 * i / 5, 0.02 + 2.14 * i / 5
        pic.line([room.at(x, y, 2.98), room.at(x, y + 0.8, 2.98)], tones["metal"], 4)


def below(pic, room, tones):
    """Under the upper floor: a sofa by lamplight, a table, a rug."""
    x, y = room.at(-1.7, 1.8, 3.8)
    pic.glow(x, y + 60, 320, tones["light"], 0.45)
    pendant_low = room.at(-1.7, 1.95, 3.8)
    pic.line([pendant_low, (pendant_low[0], pendant_low[1] + 50)], "#33303a", 3)
    pic.circle(pendant_low[0], pendant_low[1] + 64, 17, lighter(tones["light"], 0.6))
    rug(room, -2.6, 0.1, 2.5, 3.7, tones["rug"], lighter(tones["rug"], 0.35))
    sofa(room, -2.55, -0.75, 3.6, tones["sofa"], (tones["throw"], tones["linen"], tones["cover"]))
    low_table(room, -1.4, 2.85, 1.0, 0.5, 0.36, tones["frame"], 2)
    plant(room, 2.5, 3.6, 1.5, "#5f8f6a", tones["throw"])
    armchair(room, 1.75, 3.2, tones["throw"], -1)


def harbour_loft(pic):
    loft(
        pic,
        views.harbour,
        {
            "wall": "#b8735a",
            "floor": "#8f735f",
            "ceiling": "#6a5a58",
            "metal": "#2f3a3b",
            "glow": "#ffe4b4",
            "frame": "#7a5540",
            "linen": "#f8efdf",
            "cover": "#6f8f92",
            "throw": "#d98a48",
            "light": "#ffcf8a",
            "rug": "#4a6a70",
            "sofa": "#3f5f66",
        },
    )

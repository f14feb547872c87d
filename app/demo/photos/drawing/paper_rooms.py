"""Rooms of paper and wood with a warm floor, as a hanok has them."""

from drawing import views
from drawing.houses import paper_door
from drawing.room import Room, beams, floor_lamp, low_table, pillow, rug
from drawing.svg import darker, form, lighter, ring


def ondol(pic, view, tones, sets):
    """A room with a heated floor: doors of paper slid open to the court, bedding laid out, a low table."""
    room = Room(pic, half=2.8, depth=4.4, height=2.45, eye=1.15)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"])
    wood = tones["wood"]
    for i in range(1, 6):
        x = -2.8 + i * 5.6 / 6
        pic.line([room.at(x, 0, 4.4), room.at(x, 0, 1.5)], darker(tones["floor"], 0.25), 2, 0.35)
    for z in (2.2, 2.8, 3.6):
        pic.line([room.at(-2.8, 0, z), room.at(2.8, 0, z)], darker(tones["floor"], 0.25), 2, 0.35)
    beams(room, wood, 3, 0.14)
    room.window(-0.95, 0.95, 0.02, 2.0, view, wood, 1, 0, sill=False, thick=0.07)
    for x0, x1 in ((-1.95, -0.95), (0.95, 1.95)):
        (left, top), (right, low) = room.at(x0, 2.0, 4.38), room.at(x1, 0.0, 4.38)
        paper_door(pic, left, top, right - left, low - top, wood, tones["paper"], 1, 6)
    room.on_wall(-2.8, 2.8, 2.0, 2.1, wood)
    for x in (-2.05, 1.95):
        room.on_wall(x, x + 0.1, 0, 2.4, wood)
    room.sunlight(-0.85, 0.85, tones["slant"], tones["glow"], 0.55)
    chest(room, -2.62, -1.3, tones)
    floor_lamp(room, 2.35, 3.7, tones["light"], 0.95, paper=True)
    bedding(room, tones, sets)
    tea(room, tones)


def chest(room, x0, x1, tones):
    """A low chest with brass fittings, folded quilts on it."""
    room.shade((x0 + x1) / 2, 3.75, 0.8, 0.5)
    room.box(x0, x1, 0.06, 0.72, 3.75, 4.35, darker(tones["wood"], 0.05), 3)
    brass = "#d9a860"
    for x in (x0 + 0.06, x1 - 0.16):
        for y in (0.14, 0.58):
            room.on_wall(x, x + 0.1, y, y + 0.08, brass, 3.75)
    at_x, at_y = room.at((x0 + x1) / 2, 0.42, 3.75)
    room.pic.circle(at_x, at_y, 22, brass)
    room.pic.circle(at_x, at_y, 14, darker(tones["wood"], 0.1))
    room.pic.line([room.at(x0, 0.42, 3.75), room.at(x1, 0.42, 3.75)], darker(tones["wood"], 0.4), 2)
    for i, tone in enumerate(tones["quilts"]):
        room.box(x0 + 0.1, x1 - 0.1, 0.74 + i * 0.13, 0.86 + i * 0.13, 3.82, 4.3, tone, 8)


def bedding(room, tones, sets):
    """Mattresses laid on the floor, each with its quilt and pillow."""
    width = 0.92
    for i in range(sets):
        x0 = 0.45 + i * (width + 0.1)
        x1 = x0 + width
        room.shade((x0 + x1) / 2, 2.7, 0.7, 0.9, 0.3)
        room.box(x0, x1, 0, 0.1, 2.3, 3.85, tones["linen"], 8)
        room.box(x0 - 0.02, x1 + 0.02, 0.08, 0.18, 2.26, 3.3, tones["quilts"][i % len(tones["quilts"])], 10)
        room.quad(
            [(x0 - 0.02, 0.185, 3.1), (x1 + 0.02, 0.185, 3.1), (x1 + 0.02, 0.185, 3.32), (x0 - 0.02, 0.185, 3.32)],
            lighter(tones["linen"], 0.3),
        )
        at_x, at_y = room.at((x0 + x1) / 2, 0.1, 3.55)
        pillow(room.pic, at_x, at_y, room.scale(3.6) * 0.54, room.scale(3.6) * 0.2, tones["linen"])


def tea(room, tones):
    """Cushions round a low table with tea."""
    for x, z in ((-1.75, 2.85), (-0.05, 2.9)):
        room.box(x - 0.3, x + 0.3, 0, 0.09, z, z + 0.5, tones["cushion"], 12)
    low_table(room, -0.9, 2.75, 1.05, 0.62, 0.32, tones["wood"], 3)
    pic = room.pic
    x, y = room.at(-1.2, 0.32, 3.0)
    pic.ellipse(x, y - 18, 30, 22, tones["pot"])
    pic.path(f"M{x + 24} {y - 24}q26 -4 30 -22", "none", tones["pot"], 8)
    pic.path(f"M{x - 24} {y - 30}q-26 8 -8 30", "none", tones["pot"], 6)
    pic.pill(x, y - 40, 22, 9, darker(tones["pot"], 0.15))
    for shift in (-6, 8):
        pic.path(f"M{x + shift} {y - 56}q-9 -12 0 -24q9 -12 0 -24", "none", "#ffffff", 4, 0.45)


def family_ondol(pic):
    ondol(
        pic,
        views.autumn_court,
        {
            "wall": "#f3e4c8",
            "floor": "#d9a65c",
            "ceiling": "#e9d2ac",
            "wood": "#6f4632",
            "paper": "#fff0cc",
            "glow": "#ffe0a0",
            "slant": -0.5,
            "light": "#ffcf8a",
            "linen": "#fbf6ea",
            "quilts": ("#c4583f", "#e9b44c", "#5f8f83"),
            "cushion": "#5d6f86",
            "pot": "#8fa890",
        },
        2,
    )


def moon_ondol(pic):
    ondol(
        pic,
        lambda inner: views.lowered(inner, views.moon_court, 74),
        {
            "wall": "#b9a898",
            "floor": "#b0803f",
            "ceiling": "#8f7a70",
            "wood": "#45302e",
            "paper": "#ffd894",
            "glow": "#b8c8f0",
            "slant": 0.1,
            "light": "#ffbe70",
            "linen": "#ece6e0",
            "quilts": ("#46608f", "#b9c4dc", "#8a4a58"),
            "cushion": "#3d4f78",
            "pot": "#6f8f9c",
        },
        1,
    )
    pic.wash(pic.radial(900, 640, 1050, [(0, "#ffffff"), (0.45, "#e6d9dc"), (1, "#66688f")]))
    pic.glow(1530, 560, 460, "#ffb860", 0.3)


def study(pic):
    """The master's study: a round window full of moon, a folding screen, a low desk with brush and ink."""
    room = Room(pic, half=2.9, depth=4.4, height=2.45, eye=1.15)
    wood = "#4f352f"
    room.shell("#c4b09a", "#a87a44", "#8f7768", 0.5)
    beams(room, wood, 4, 0.16)
    for z in (2.2, 2.8, 3.6):
        pic.line([room.at(-2.9, 0, z), room.at(2.9, 0, z)], "#7d5832", 2, 0.4)
    moon_window(pic, room, wood)
    for x in (-1.32, 1.22):
        room.on_wall(x, x + 0.1, 0, 2.45, wood)
    screen(pic, room)
    shelves(pic, room, wood)
    rug(room, -1.2, 1.2, 2.5, 3.7, "#46587f", "#c9b48a")
    desk(pic, room, wood)
    floor_lamp(room, -1.75, 3.2, "#ffc27a", 0.9, paper=True)
    room.sunlight(-0.7, 0.7, 0.2, "#c8d4f4", 0.35)
    pic.wash(pic.radial(800, 600, 1150, [(0, "#ffffff"), (0.5, "#ece0dc"), (1, "#77789c")]))
    x, y = room.at(-1.75, 0.5, 3.2)
    pic.glow(x, y, 420, "#ffb860", 0.34)


def moon_window(pic, room, wood):
    """A round opening in the wall, its paper leaves slid aside."""
    x, y = room.at(0, 1.3, room.depth)
    radius = 218
    circle = ring(x, y, radius)
    pic.circle(x, y, radius + 18, wood)
    with pic.group(clip=circle):
        with pic.group(move=f"translate({x - 800} {y - 420})"):
            views.moon_court(pic)
        for side in (-1, 1):
            left = x - radius if side < 0 else x + radius - 92
            paper_door(pic, left, y - radius, 92, radius * 2, wood, "#e9dcc4", 1, 9)
    pic.path(circle, "none", darker(wood, 0.2), 6)


def screen(pic, room):
    """A folding screen with mountains, standing at the left."""
    for i in range(4):
        x0, x1 = -2.85 + i * 0.37, -2.85 + (i + 1) * 0.37
        z0, z1 = (4.2, 3.95) if i % 2 == 0 else (3.95, 4.2)
        room.quad([(x0, 0.02, z0), (x1, 0.02, z1), (x1, 1.62, z1), (x0, 1.62, z0)], "#5a3d34")
        room.quad(
            [(x0 + 0.03, 0.22, z0), (x1 - 0.03, 0.22, z1), (x1 - 0.03, 1.56, z1), (x0 + 0.03, 1.56, z0)],
            "#efe2c6" if i % 2 == 0 else "#dccdb0",
        )
        tops = [0.9, 1.15, 0.75, 1.0]
        room.quad(
            [(x0 + 0.03, 0.5, z0), (x1 - 0.03, 0.5, z1), (x1 - 0.03, tops[(i + 1) % 4], z1), (x0 + 0.03, tops[i], z0)],
            "#7f93a0",
            0.8,
        )
        room.quad(
            [
                (x0 + 0.03, 0.22, z0),
                (x1 - 0.03, 0.22, z1),
                (x1 - 0.03, tops[i] - 0.4, z1),
                (x0 + 0.03, tops[(i + 1) % 4] - 0.4, z0),
            ],
            "#4f6a72",
            0.85,
        )


def shelves(pic, room, wood):
    """Open shelves with books and a white jar, at the right."""
    x0, x1 = 1.65, 2.72
    for y in (0.05, 0.55, 1.05, 1.55):
        room.box(x0, x1, y, y + 0.05, 3.95, 4.36, wood)
        if y < 1.5:
            room.on_wall(x0, x1, y + 0.05, y + 0.5, darker("#c4b09a", 0.3), 4.36, 0.5)
    for x in (x0, x1 - 0.05):
        room.box(x, x + 0.05, 0, 1.6, 3.93, 3.98, wood)
    for level, count in ((0.1, 6), (0.6, 4)):
        for i in range(count):
            room.box(
                x0 + 0.12 + i * 0.11,
                x0 + 0.21 + i * 0.11,
                level,
                level + 0.34,
                4.0,
                4.2,
                ("#46587f", "#8a4a48", "#c9b48a", "#5f7a6c")[i % 4],
            )
    x, y = room.at(2.2, 1.1, 4.1)
    pic.ellipse(x, y - 42, 44, 42, pic.radial(x - 12, y - 56, 60, [(0, "#fffdf6"), (1, "#cfc6ba")]))
    pic.rect(x - 16, y - 90, 32, 10, "#e6ded2", 4)
    x, y = room.at(2.35, 0.6, 4.1)
    pic.path(form("M-14 0Q-30 -40 -8 -62L8 -62Q30 -40 14 0Z", x, y), "#7fa08f")
    x, y = room.at(1.95, 1.6, 4.1)
    for i in range(4):
        pic.pill(x, y - 8 - i * 14, 88 - i * 5, 12, ("#46587f", "#c9b48a", "#8a4a48", "#5f7a6c")[i])


def desk(pic, room, wood):
    """The low desk: paper, brush, ink stone, a cushion behind it."""
    room.box(-0.4, 0.4, 0, 0.12, 3.35, 3.85, "#8a4a48", 12)
    low_table(room, 0, 2.8, 1.5, 0.6, 0.38, lighter(wood, 0.12), 0)
    room.quad([(-0.32, 0.385, 2.9), (0.3, 0.385, 2.9), (0.3, 0.385, 3.3), (-0.32, 0.385, 3.3)], "#fbf6ea")
    for i in range(4):
        x = 0.2 - i * 0.13
        pic.line([room.at(x, 0.39, 3.22), room.at(x, 0.39, 3.0 + (i % 2) * 0.04)], "#33303c", 4, 0.85)
    room.box(0.45, 0.64, 0.38, 0.41, 2.95, 3.15, "#2f2c34", 3)
    x, y = room.at(-0.54, 0.38, 3.05)
    pic.rect(x - 18, y - 46, 36, 46, "#7fa08f", 5)
    for lean, tone in ((-14, "#8a5a3c"), (4, "#33303c"), (18, "#8a5a3c")):
        pic.line([(x + lean * 0.3, y - 40), (x + lean, y - 112)], tone, 5)
        pic.line([(x + lean, y - 112), (x + lean * 1.12, y - 130)], "#efe6d6", 7)

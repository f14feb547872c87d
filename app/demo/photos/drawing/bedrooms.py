"""Rooms with beds: what sets one kind apart from another is where the bed, the window and the light are."""

from drawing import views
from drawing.room import (
    Room,
    armchair,
    beams,
    bed,
    floor_lamp,
    long_bed,
    low_table,
    pendant,
    picture,
    pillow,
    plant,
    rug,
    side_table,
)
from drawing.svg import darker, lighter, trace


def window_seat(pic):
    """A double under timber, its window seat above the court (Jumak Seoul)."""
    room = Room(pic)
    room.shell("#f0dcc0", "#a8714c", "#e0c6a4", 0.3)
    room.planks("#6a4030")
    beams(room, "#6a4030")
    wood = "#6a4030"
    room.window(-2.2, 0.5, 0.85, 2.2, views.autumn_court, wood, 3, 1)
    room.box(-2.4, 0.7, 0, 0.46, 3.72, 4.4, "#8a5a40", 3)
    room.box(-2.36, 0.66, 0.46, 0.56, 3.74, 4.36, "#d98f5c", 8)
    for x, tone in ((-2.1, "#f6e6cc"), (-1.65, "#b5533c"), (0.35, "#f6e6cc")):
        at_x, at_y = room.at(x, 0.57, 4.1)
        pillow(pic, at_x, at_y, 92, 82, tone)
    room.sunlight(-2.0, 0.3, 0.5, "#ffca8a", 0.5)
    rug(room, -1.9, 0.1, 2.5, 3.5, "#b5533c", "#f0d2a4")
    low_table(room, -0.95, 2.75, 0.9, 0.5, 0.34, "#8a5a40")
    side_table(room, 0.78, 3.7, "#8a5a40", "#ffc98a", 0.42)
    bed(room, 1.1, 2.72, 2.45, 4.36, {"frame": "#6a4030", "linen": "#fbf3e4", "cover": "#cf7f52", "throw": "#5d6a58"})
    picture(room, 1.9, 1.75, 0.9, 0.62, ("#f3d9b4", "#c98a6a", "#7a5a60"))
    floor_lamp(room, -2.45, 3.2, "#ffcf94", 1.0, paper=True)


def panorama(pic, view, tones):
    """One wall of glass, the bed beside it, a chair turned to the view."""
    room = Room(pic, half=3.0, depth=4.6)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"], 0.5)
    room.window(-2.85, 2.85, 0.12, 2.62, view, tones["metal"], 4, 1, sill=False, thick=0.045)
    for x0, x1 in ((-2.98, -2.35), (2.35, 2.98)):
        room.curtain(x0, x1, 0.04, 2.68, tones["curtain"], 5)
    room.sunlight(-2.4, 2.4, 0.2, tones["glow"], 0.34)
    rug(room, -0.9, 2.3, 2.5, 3.9, tones["rug"], lighter(tones["rug"], 0.3))
    long_bed(room, -2.85, -0.75, 2.75, 4.2, tones)
    side_table(room, -2.72, 2.35, tones["frame"], tones["light"], 0.46)
    armchair(room, 1.75, 3.1, tones["chair"], -1)
    low_table(room, 0.62, 3.1, 0.62, 0.62, 0.4, tones["frame"], 1)
    floor_lamp(room, 2.5, 3.7, tones["light"], 1.5)


RIVER_MORNING = {
    "wall": "#e9dfd2",
    "floor": "#a98468",
    "ceiling": "#f6f0e6",
    "metal": "#3f4f66",
    "curtain": "#c9d0d6",
    "glow": "#ffe3b4",
    "rug": "#6f87a0",
    "frame": "#7d5a48",
    "linen": "#ffffff",
    "cover": "#9fb0c0",
    "throw": "#e08a52",
    "light": "#ffe0a8",
    "chair": "#d9794c",
}
BRIDGE_NIGHT = {
    "wall": "#34407a",
    "floor": "#3d3454",
    "ceiling": "#2c3468",
    "metal": "#191e48",
    "curtain": "#45588f",
    "glow": "#c986c0",
    "rug": "#2f4a78",
    "frame": "#4f4468",
    "linen": "#eef0f8",
    "cover": "#5a78b0",
    "throw": "#e9739c",
    "light": "#ffcf94",
    "chair": "#3f9aa0",
}


def river_room(pic):
    panorama(pic, views.river_morning, RIVER_MORNING)


def bridge_room(pic):
    panorama(pic, views.bridge_lights, BRIDGE_NIGHT)


def row_of_beds(pic, view, tones, count):
    """Single beds side by side, their heads under a wide window."""
    room = Room(pic)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"])
    room.planks(darker(tones["floor"], 0.3))
    room.window(-2.3, 2.3, 0.9, 2.4, view, tones["metal"], 3, 0)
    for x0, x1 in ((-2.78, -2.2), (2.2, 2.78)):
        room.curtain(x0, x1, 0.5, 2.5, tones["curtain"], 5)
    room.sunlight(-1.9, 1.9, 0.5, tones["glow"], 0.42)
    rug(room, -1.9, 1.9, 2.35, 3.0, tones["rug"], lighter(tones["rug"], 0.35))
    if count == 2:
        places, width = (-1.5, 1.5), 1.15
        side_table(room, 0, 3.8, tones["frame"], tones["light"], 0.56)
    else:
        places, width = (-1.9, 0.0, 1.9), 1.02
        for x in (-0.95, 0.95):
            side_table(room, x, 3.85, tones["frame"], tones["light"], 0.42)
    for x in places:
        bed(room, x - width / 2, x + width / 2, 2.65, 4.3, tones, 0.95)
    pendant(room, 0, 2.15, 3.2, tones["light"], "dome", 0.2)


def bridge_twin(pic):
    row_of_beds(
        pic,
        views.bridge_day,
        {
            "wall": "#dfe9e8",
            "floor": "#b8916c",
            "ceiling": "#eef3ee",
            "metal": "#ffffff",
            "curtain": "#8fb9c4",
            "glow": "#fff3d0",
            "rug": "#5f9aac",
            "frame": "#a9785a",
            "linen": "#ffffff",
            "cover": "#4f8fae",
            "throw": "#f2b45a",
            "light": "#ffe0a4",
        },
        2,
    )


def sunrise_triple(pic):
    row_of_beds(
        pic,
        views.sunrise_sea,
        {
            "wall": "#fbe6d0",
            "floor": "#c9966c",
            "ceiling": "#fff1de",
            "metal": "#fffaf0",
            "curtain": "#f0b79a",
            "glow": "#ffd9a0",
            "rug": "#d98a6a",
            "frame": "#b07a58",
            "linen": "#fffdf6",
            "cover": "#f3d2ae",
            "throw": "#c4583f",
            "light": "#ffe2a8",
        },
        3,
    )


def balcony(pic, view, tones, seats=2):
    """Doors open to a balcony, curtains in the wind, the bed at one side."""
    room = Room(pic)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"], 0.65)
    room.planks(darker(tones["floor"], 0.3))
    (left, top), (right, low) = room.at(-0.9, 2.4, room.depth), room.at(2.3, 0.0, room.depth)
    with pic.group(clip=f"M{left} {top}L{right} {top}L{right} {low}L{left} {low}Z"):
        view(pic)
        balcony_floor(room, tones, seats)
    frame = room.scale(room.depth) * 0.06
    for x in (left, right - frame):
        pic.rect(x, top, frame, low - top, tones["metal"])
    pic.rect(left, top, right - left, frame, tones["metal"])
    pic.rect(left + (right - left) * 0.28, top, frame * 0.8, low - top, tones["metal"])
    pic.rect(left + (right - left) * 0.72, top, frame * 0.8, low - top, tones["metal"])
    room.sunlight(-0.7, 2.1, -0.9, tones["glow"], 0.5)
    wind(pic, left - 46, top - 8, low, 128, tones["curtain"])
    room.curtain(2.2, 2.75, 0.03, 2.5, tones["curtain"], 5)
    rug(room, -0.2, 2.2, 2.5, 3.5, tones["rug"], lighter(tones["rug"], 0.35))
    bed(room, -2.6, -0.95, 2.45, 4.36, tones)
    picture(room, -1.85, 1.85, 0.95, 0.62, tones["art"])
    side_table(room, -0.6, 3.75, tones["frame"], tones["light"], 0.42)
    plant(room, 2.35, 3.4, 1.3, tones["leaves"])


def balcony_floor(room, tones, seats):
    """Outside: boards, a railing, chairs."""
    pic = room.pic
    far = room.depth + 1.5
    room.quad([(-2, 0, room.depth), (4, 0, room.depth), (4, 0, far), (-2, 0, far)], tones["deck"])
    for i in range(22):
        x = -2 + i * 0.28
        pic.line([room.at(x, 0, room.depth), room.at(x, 0, far)], darker(tones["deck"], 0.25), 2, 0.6)
    for i in range(34):
        at_x, at_y = room.at(-2 + i * 0.17, 0.95, far)
        pic.rect(at_x, at_y, 3, room.at(0, 0, far)[1] - at_y, tones["rail"])
    (x1, y1), (x2, _) = room.at(-2, 0.98, far), room.at(4, 0.98, far)
    pic.rect(x1, y1 - 4, x2 - x1, 9, tones["rail"], 3)
    for i in range(seats):
        garden_chair(room, 0.25 + i * 1.1, room.depth + 0.5, tones["seat"], 1 if i == 0 else -1)
    low_table(room, 0.8, room.depth + 0.6, 0.42, 0.42, 0.5, tones["seat"], 2)


def garden_chair(room, x, z, colour, turn):
    room.box(x - 0.26, x + 0.26, 0.36, 0.42, z, z + 0.5, colour, 3)
    for leg in (-0.24, 0.2):
        for deep in (0.46, 0.0):
            room.box(x + leg, x + leg + 0.04, 0, 0.38, z + deep, z + deep + 0.04, darker(colour, 0.2))
    back = x - turn * 0.26
    for i in range(4):
        room.box(back - 0.025, back + 0.025, 0.5 + i * 0.11, 0.57 + i * 0.11, z, z + 0.5, colour)
    room.box(back - 0.03, back + 0.03, 0.38, 0.92, z, z + 0.05, darker(colour, 0.1))


def wind(pic, x, top, low, width, colour):
    """A light curtain that the wind lifts into the room."""
    for i in range(4):
        left = x + i * width / 4.4
        swing = 34 + 16 * i
        fill = pic.across(
            left, 0, left + width * 0.4, 0, [(0, lighter(colour, 0.3), 0.92), (1, darker(colour, 0.08), 0.86)]
        )
        pic.path(
            trace(
                "MLCQCZ",
                (left, top),
                (left + width * 0.3, top),
                (left + width * 0.3, top + 240),
                (left + width * 0.2 + swing, low - 200),
                (left + width * 0.3 + swing * 1.5, low - 24 - i * 7),
                (left + swing, low + 6),
                (left - 4 + swing * 0.9, low - 6),
                (left - 6, low - 200),
                (left + 4, top + 240),
                (left, top),
            ),
            fill,
        )


def sea_balcony(pic):
    balcony(
        pic,
        views.noon_sea,
        {
            "wall": "#e6f1ee",
            "floor": "#d3ab80",
            "ceiling": "#f6faf4",
            "metal": "#ffffff",
            "curtain": "#f4f8f6",
            "glow": "#fff6d6",
            "rug": "#4fa3b4",
            "frame": "#c0906a",
            "linen": "#ffffff",
            "cover": "#8ccbd2",
            "throw": "#ef7a5c",
            "light": "#ffe6b4",
            "art": ("#cfeaea", "#5fb0bd", "#f0c98a"),
            "leaves": "#4f9a74",
            "deck": "#d9b78c",
            "rail": "#ffffff",
            "seat": "#f3a65c",
        },
    )


def lake_balcony(pic):
    balcony(
        pic,
        views.spring_lake,
        {
            "wall": "#f3e6e6",
            "floor": "#c49a7c",
            "ceiling": "#fcf4f2",
            "metal": "#fffaf6",
            "curtain": "#fbeef0",
            "glow": "#fff0e0",
            "rug": "#a9c0b0",
            "frame": "#a87a68",
            "linen": "#ffffff",
            "cover": "#eab4bf",
            "throw": "#7fa894",
            "light": "#ffe6c0",
            "art": ("#f9dfe0", "#d99aa8", "#7fa894"),
            "leaves": "#6a9a70",
            "deck": "#d3b295",
            "rail": "#fffaf6",
            "seat": "#7fa894",
        },
    )


def bunks(pic, view, tones):
    """A family's room: a wide bed, and beds one above the other."""
    room = Room(pic, half=3.1)
    room.shell(tones["wall"], tones["floor"], tones["ceiling"])
    room.planks(darker(tones["floor"], 0.3))
    room.window(-0.75, 1.15, 0.55, 2.3, view, tones["metal"], 2, 0)
    for x0, x1 in ((-1.05, -0.7), (1.1, 1.45)):
        room.curtain(x0, x1, 0.3, 2.42, tones["curtain"], 3)
    room.sunlight(-0.6, 1.0, -0.1, tones["glow"], 0.5)
    rug(room, -0.75, 1.25, 2.35, 3.6, tones["rug"], lighter(tones["rug"], 0.35))
    bed(room, -2.85, -1.2, 2.6, 4.36, tones)
    picture(room, -2.05, 1.8, 0.95, 0.6, tones["art"])
    pendant(room, 0.2, 2.0, 3.2, tones["light"], "globe", 0.24)
    bunk(room, 1.6, 3.0, tones)
    toys(room)


def bunk(room, x0, x1, tones):
    """Two beds one above the other, with a ladder."""
    wood = tones["frame"]
    z0, z1 = 2.95, 4.36
    room.shade((x0 + x1) / 2, z0, 0.9, 0.8)
    for x in (x0, x1 - 0.08):
        room.box(x, x + 0.08, 0, 1.95, z1 - 0.1, z1, darker(wood, 0.12))
    for low, cover in ((0.22, tones["cover"]), (1.25, tones["throw"])):
        room.box(x0, x1, low, low + 0.14, z0, z1, wood, 2)
        room.box(x0 + 0.04, x1 - 0.04, low + 0.14, low + 0.3, z0 + 0.02, z1 - 0.04, tones["linen"], 6)
        room.box(x0 + 0.02, x1 - 0.02, low + 0.16, low + 0.36, z0, z1 - 0.5, cover, 8)
        if low < 1:
            at_x, at_y = room.at((x0 + x1) / 2, low + 0.32, z1 - 0.3)
            pillow(room.pic, at_x, at_y, 150, 62, tones["linen"])
    for x in (x0, x1 - 0.08):
        room.box(x, x + 0.08, 0, 1.95, z0, z0 + 0.08, wood)
    room.box(x0, x1, 1.78, 1.86, z0, z0 + 0.06, wood)
    for i in range(6):
        y = 0.3 + i * 0.25
        room.box(x0 + 0.1, x0 + 0.5, y, y + 0.05, z0 - 0.1, z0 - 0.05, lighter(wood, 0.12))
    for x in (x0 + 0.08, x0 + 0.48):
        room.box(x, x + 0.05, 0, 1.75, z0 - 0.12, z0 - 0.06, lighter(wood, 0.12))


def toys(room):
    """A ball, a bucket and a boat on the rug."""
    pic = room.pic
    x, y = room.at(0.0, 0.12, 2.75)
    pic.pool(x, y + 40, 60, 12, "#140f1c", 0.4)
    pic.circle(x, y, 40, "#ffffff")
    for turn, tone in ((0, "#ef6f53"), (1, "#3d9fa8"), (2, "#f5b942")):
        pic.path(
            trace("MQQZ", (x, y - 40), (x - 44 + turn * 36, y), (x, y + 40), (x - 26 + turn * 36, y), (x, y - 40)),
            tone,
        )
    x, y = room.at(0.75, 0, 2.9)
    pic.pool(x, y, 60, 12, "#140f1c", 0.4)
    pic.poly([(x - 36, y - 62), (x + 36, y - 62), (x + 26, y), (x - 26, y)], "#f5b942")
    pic.ellipse(x, y - 62, 36, 9, "#c98a2c")
    pic.path(f"M{x - 34} {y - 64}Q{x} {y - 120} {x + 34} {y - 64}", "none", "#ef6f53", 5)


def sea_family(pic):
    bunks(
        pic,
        views.noon_sea,
        {
            "wall": "#f4efdc",
            "floor": "#cfa477",
            "ceiling": "#fffaf0",
            "metal": "#ffffff",
            "curtain": "#7fc4cc",
            "glow": "#fff4d0",
            "rug": "#3d9fa8",
            "frame": "#b8855c",
            "linen": "#ffffff",
            "cover": "#5fb3c0",
            "throw": "#f0795a",
            "light": "#ffe9b8",
            "art": ("#cfeaea", "#ef8f6f", "#3d8fa0"),
        },
    )

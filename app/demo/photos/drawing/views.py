"""What the rooms' windows look on: far scenes whose horizon is at height 520."""

from drawing.houses import boat, tiled_roof
from drawing.landmarks import courtyard_wall, crane, girder_bridge, island, needle, suspension_bridge, tug
from drawing.plants import cherry_tree, fir, persimmon_tree, stone_wall, tangerine_tree
from drawing.sky import (
    birds,
    cloud,
    glitter,
    heap,
    hills,
    mist,
    moon,
    reflection,
    ridge,
    sky,
    skyline,
    stars,
    sun,
    water,
)
from drawing.svg import HEIGHT, WIDTH, closed_below, mix, puff, smooth

HORIZON = 520


def autumn_court(pic):
    """A court with a persimmon tree, roofs and a mountain beyond its wall."""
    sky(pic, ["#f3b38a", "#fbd7a2", "#fff0cf"], 560)
    ridge(
        pic,
        [(-20, 420), (340, 380), (560, 240), (720, 320), (900, 380), (1300, 340), (1620, 420)],
        "#a98a9c",
        620,
        "#f0c8a4",
        0.04,
        True,
    )
    for x in (180, 520, 860, 1200):
        tiled_roof(pic, x, 520, 230, 76, "#6d6480", tiles=22)
    courtyard_wall(pic, -20, 1640, 680, 110, "#d9b59a", "#57506e")
    pic.rect(0, 680, WIDTH, 400, pic.down(680, 900, [(0, "#e3bf98"), (1, "#b98d76")]))
    persimmon_tree(pic, 560, 760, 150, 1.45, "#4a342f", "#f0793a", 5)


def river_night(pic):
    """The river from high up: far bank, bridges, lights."""
    sky(pic, ["#101b3d", "#2a3d74", "#83659a", "#f0a080"], HORIZON)
    stars(pic, 60, 300)
    hills(
        pic,
        [(-20, 490), (300, 470), (520, 430), (640, 405), (780, 440), (1000, 480), (1620, 470)],
        "#4a4680",
        540,
        "#a3708f",
    )
    needle(pic, 640, 410, 96, "#33356a", "#ffd9a0")
    skyline(
        pic,
        540,
        [(-10, 80), (300, 130), (620, 60), (900, 120), (1250, 150), (1620, 90)],
        "#3a3c74",
        "#b57a90",
        "#ffd596",
        0.5,
    )
    water(pic, 536, 900, "#c47f8c", "#1f3160", "#f7b892", 60)
    with pic.group(move="translate(200 -36)"):
        girder_bridge(pic, 640, "#262a58", "#ffdc9a")
    for x in range(20, 1600, 46):
        reflection(pic, x, 545, 545 + pic.rng.uniform(30, 80), 7, "#ffd79a", 0.6)


def river_morning(pic):
    """The river from high up on a clear morning."""
    sky(pic, ["#6aa8d4", "#b9dbe6", "#ffe9cc"], HORIZON)
    cloud(pic, 560, 250, 420, "#ffffff", 0.85)
    cloud(pic, 1080, 330, 340, "#fff6ea", 0.8)
    hills(
        pic,
        [(-20, 480), (260, 440), (520, 470), (800, 430), (1100, 470), (1400, 440), (1620, 470)],
        "#9cbccb",
        540,
        "#dfe2d8",
    )
    hills(
        pic,
        [(-20, 500), (300, 480), (520, 430), (640, 405), (780, 440), (1000, 490), (1620, 480)],
        "#6f9f9c",
        545,
        "#b5cdb8",
    )
    needle(pic, 640, 410, 96, "#5f7488", "#ffffff")
    skyline(
        pic,
        546,
        [(-10, 80), (300, 130), (620, 50), (900, 120), (1250, 150), (1620, 90)],
        "#a3aebc",
        "#efe6da",
        "#f7fbfc",
        0.4,
    )
    for x in range(-10, 1620, 30):
        pic.path(puff(pic.rng, x, 556, 54, 26, 4), mix("#5f9a78", "#8fb884", pic.rng.random()))
    water(pic, 554, 900, "#b5dbe0", "#4f93b0", "#ffffff", 80)
    with pic.group(move="translate(200 -20)"):
        girder_bridge(pic, 640, "#e9eef0", "#ffffff")
    pic.path(closed_below(smooth([(-20, 800), (500, 772), (1000, 786), (1620, 760)]), -20, 1620, HEIGHT), "#7fae72")


def bridge_lights(pic, day=False):
    """The great bridge over the bay, at night or in the morning."""
    if day:
        sky(pic, ["#5fa3cf", "#b5d9e3", "#fdeed3"], HORIZON)
        cloud(pic, 500, 330, 360, "#ffffff", 0.8)
        cloud(pic, 1060, 270, 320, "#ffffff", 0.7)
        hills(
            pic, [(-20, 490), (260, 460), (560, 494), (900, 470), (1300, 490), (1620, 478)], "#8fb0bf", 530, "#c9d9d3"
        )
        water(pic, HORIZON, 900, "#8cc7d3", "#3f8fa9", "#ffffff", 90)
        suspension_bridge(pic, 480, (470, 1090), -30, 1640, 300, "#7f9cb2", None, 8)
        for x, size in ((620, 50), (960, 34)):
            boat(pic, x, 560, size, "#f3efe4", "#d9694f")
        return
    sky(pic, ["#0d1638", "#243074", "#6d4a94", "#d9788a"], HORIZON)
    stars(pic, 70, 300)
    hills(pic, [(-20, 490), (260, 460), (560, 494), (900, 470), (1300, 490), (1620, 478)], "#2a2c6c", 530, "#6a4f92")
    skyline(
        pic,
        522,
        [(-10, 30), (800, 40), (1180, 120), (1360, 110), (1620, 50)],
        "#262c6a",
        "#7d5590",
        "#ffd79c",
        0.4,
        (22, 40),
    )
    water(pic, HORIZON, 900, "#b4698f", "#0d1c4a", "#e59ab0", 60)
    suspension_bridge(pic, 480, (470, 1090), -30, 1640, 300, "#e9d9ff", "#fff2c4", 8)
    colours = ["#5fe0e6", "#9c8cff", "#ff9ad0", "#ffd27a", "#fff2c4"]
    for i in range(48):
        reflection(pic, i * 34, 530, 530 + pic.rng.uniform(50, 170), 9, colours[int(i / 3) % 5], 0.7)


def bridge_day(pic):
    bridge_lights(pic, day=True)


def noon_sea(pic):
    """Summer sea, an island with a lighthouse, sails."""
    sky(pic, ["#3f9bcf", "#93cfe0", "#eef6e6"], HORIZON)
    for x, y, width in ((420, 505, 300), (980, 508, 340)):
        heap(pic, x, y, width, "#dff0ee", "#fffdf4", 5)
    water(pic, HORIZON, 900, "#5fc0cd", "#2494ac", "#e6fbf3", 100)
    with pic.group(move="translate(300 -46)"):
        island(pic)
    boat(pic, 900, 560, 54, "#f3efe4", "#e3694f")
    birds(pic, 800, 380, 5, 13, "#4f7f92")
    pic.path(closed_below(smooth([(-20, 760), (500, 730), (1000, 752), (1620, 720)]), -20, 1620, HEIGHT), "#d9f3ea")
    pic.path(closed_below(smooth([(-20, 778), (500, 746), (1000, 768), (1620, 738)]), -20, 1620, HEIGHT), "#f6deaf")


def sunrise_sea(pic):
    """The sun comes out of the East Sea."""
    sky(pic, ["#7f8cc0", "#e0a9b4", "#ffc08f", "#ffe9b8"], HORIZON)
    sun(pic, 760, 478, 54, "#fff5d2", "#ff9f66", 0.75)
    cloud(pic, 560, 360, 420, "#ffc9a4", 0.8)
    cloud(pic, 1020, 300, 380, "#f0b0ac", 0.7)
    water(pic, HORIZON, 900, "#ffcf9a", "#5f90ac", "#fff0d0", 80)
    glitter(pic, 760, 524, 780, "#fff8dc", 260, 50, 70)
    birds(pic, 620, 420, 4, 12, "#7a6a88")


def harbour(pic):
    """Tugboats and cranes in the morning mist."""
    sky(pic, ["#a3c0c2", "#dfdfca", "#f9dcb0"], HORIZON)
    hills(pic, [(-20, 470), (300, 430), (700, 470), (1100, 430), (1620, 460)], "#b3c5bb", 560, "#efdcba")
    for x, tall in ((560, 260), (1050, 220)):
        crane(pic, x, 540, tall, "#b0694f", "#8f9c96")
    water(pic, 530, 900, "#ead5ae", "#5a838a", "#fff3d2", 70)
    mist(pic, 530, 80, "#fbeacb", 0.8)
    tug(pic, 800, 640, 170, "#c4533c", "#2f4f5c")
    tug(pic, 480, 590, 100, "#3f7a78", "#c4533c")
    birds(pic, 760, 360, 5, 13, "#6d7a78")


def field_sunset(pic):
    """Black walls, fields, and the sun low over the sea."""
    sky(pic, ["#5a5490", "#d9828a", "#ffbe7d", "#ffe6a8"], HORIZON)
    sun(pic, 690, 462, 48, "#fff3c8", "#ff9c5a", 0.8)
    cloud(pic, 960, 320, 460, "#f5a98c", 0.7)
    cloud(pic, 460, 360, 340, "#ffc896", 0.7)
    water(pic, HORIZON, 640, "#ffc38a", "#8a6c98", "#ffe3b0", 40)
    glitter(pic, 690, 524, 600, "#fff0c0", 150, 30, 36)
    pic.path(
        closed_below(smooth([(-20, 592), (500, 578), (1000, 590), (1620, 572)]), -20, 1620, HEIGHT),
        pic.down(570, 760, [(0, "#e3bf58"), (1, "#7d8a4e")]),
    )
    stone_wall(pic, -20, 1640, 690, 66, "#4f4652", 0)


def grove(pic):
    """Tangerine trees down to the sea."""
    sky(pic, ["#5fafd4", "#aedbe0", "#fdf0cf"], HORIZON)
    cloud(pic, 600, 330, 380, "#ffffff", 0.85)
    water(pic, HORIZON, 640, "#6fbfd0", "#4fa5bd", "#ffffff", 50)
    pic.path(closed_below(smooth([(960, 521), (1040, 498), (1140, 506), (1220, 521)]), 960, 1220, 522), "#6fa3a0")
    pic.rect(0, 572, WIDTH, 500, pic.down(572, 800, [(0, "#a9c774"), (1, "#6f9a4e")]))
    for y, size in ((600, 44), (632, 62), (676, 86), (740, 124)):
        x = -20 + pic.rng.uniform(0, size)
        while x < 1640:
            tangerine_tree(pic, x, y, size, "#3f8a55", "#f58a2e")
            x += size * 1.3


def snow_pines(pic):
    """Pines in the snow, blue evening."""
    sky(pic, ["#22356a", "#6d78ac", "#e3b0ac", "#ffdcb8"], HORIZON)
    stars(pic, 40, 260)
    ridge(
        pic,
        [(-20, 450), (300, 380), (520, 430), (760, 330), (960, 410), (1240, 360), (1620, 450)],
        "#7d86b4",
        560,
        "#d9b4bc",
        0.05,
        True,
    )
    water(pic, HORIZON, 590, "#e9bcb4", "#8096c4", "#fff0e4", 30)
    for _ in range(34):
        x = pic.rng.uniform(0, 1600)
        fir(pic, x, 590 + pic.rng.uniform(0, 20), pic.rng.uniform(70, 170), "#35497e")
    pic.path(
        closed_below(smooth([(-20, 600), (500, 580), (1000, 604), (1620, 590)]), -20, 1620, HEIGHT),
        pic.down(580, 800, [(0, "#e6e8f6"), (1, "#8fa0d2")]),
    )
    for x, size in ((430, 300), (620, 220), (1010, 260), (1180, 330)):
        fir(pic, x, 660, size, "#28406c", "#e3e6f5")


def moon_court(pic):
    """A court of white gravel under the moon, grave mounds beyond."""
    sky(pic, ["#0f1c40", "#26406f", "#7186ac"], 560)
    stars(pic, 60, 380)
    moon(pic, 800, 350, 58)
    hills(pic, [(-20, 520), (400, 470), (800, 510), (1200, 460), (1620, 510)], "#3c5a88", 600, "#8296b4")
    for x, width in ((620, 360), (960, 420)):
        pic.path(
            f"M{x - width / 2} 580C{x - width * 0.36} 440 {x + width * 0.3} 420 {x + width / 2} 580Z",
            pic.down(450, 580, [(0, "#6f9490"), (1, "#33557a")]),
        )
    pic.rect(0, 572, WIDTH, 60, "#8e99b2")
    for i in range(100):
        pic.rect(i * 17, 560, 10, 20, "#43547c", 4)
    pic.rect(0, 554, WIDTH, 10, "#26345a")
    pic.rect(0, 630, WIDTH, 460, pic.down(630, 820, [(0, "#dfe4ee"), (1, "#8ea0c4")]))
    for i in range(14):
        y = 642 + i * 13
        pic.path(f"M-10 {y}Q500 {y - 14} 900 {y}T1620 {y - 6}", "none", "#8ea0c4", 2.2, 0.8)
    for ring in range(4, 0, -1):
        pic.ellipse(900, 716, 40 + ring * 24, 9 + ring * 7, "#8ea0c4" if ring % 2 else "#cfd7e8")
    pic.path(puff(pic.rng, 900, 722, 76, 56, 3), "#46557a")


def spring_lake(pic):
    """The lake in spring, cherry trees round it."""
    sky(pic, ["#86c0e0", "#c9e3ea", "#fdeee2"], HORIZON)
    cloud(pic, 620, 300, 360, "#ffffff", 0.85)
    hills(pic, [(-20, 480), (300, 420), (600, 470), (900, 410), (1250, 470), (1620, 430)], "#8fb3a4", 560, "#cbd8c0")
    for x in range(-10, 1620, 46):
        pic.path(puff(pic.rng, x, 540, 84, 52, 5), pic.rng.choice(["#f3b8c6", "#f7cdd4", "#93b88c", "#f0a9bc"]))
    water(pic, 540, 900, "#d3e3e0", "#7fb0bf", "#ffffff", 80)
    cherry_tree(pic, 400, 800, 150, 1.1, "#5a4048", "#f7c3d0", 4)
    cherry_tree(pic, 1240, 800, 140, 2.0, "#5a4048", "#f9ccd6", 4)
    for _ in range(40):
        pic.ellipse(pic.rng.uniform(300, 1300), pic.rng.uniform(560, 780), 5, 2, "#fbd0da", 0.9)


def lowered(pic, view, down):
    """The view with its horizon lowered, for a room in which we look from higher up."""
    with pic.group(move=f"translate(0 {down})"):
        view(pic)

"""The houses on Jeju, from outside."""

import math

from drawing.houses import lantern
from drawing.plants import bush, grass, stone_wall, tangerine_tree
from drawing.sky import birds, cloud, glitter, hills, sky, sun, water
from drawing.svg import HEIGHT, closed_below, form, mix, puff, smooth, trace


def aewol(pic):
    """Sunset over the sea, fields between black walls, low villas with their pools."""
    sky(pic, ["#3a4a86", "#8d6d9e", "#e98a7c", "#ffc27c", "#ffe6a8"], 520)
    sun(pic, 420, 440, 62, "#fff3c8", "#ff9c5a", 0.85)
    for x, y, width, tone in (
        (240, 210, 520, "#f09a86"),
        (820, 150, 460, "#b98aa6"),
        (1240, 260, 420, "#f5aa86"),
        (640, 330, 360, "#ffd092"),
    ):
        cloud(pic, x, y, width, tone, 0.6)
    birds(pic, 640, 250, 6, 14, "#6a4f78")
    water(pic, 516, 720, "#ffc38a", "#7a6496", "#ffe3b0", 60)
    glitter(pic, 420, 520, 700, "#fff0c0", 230, 50, 60)
    pic.path(
        closed_below(smooth([(1120, 519), (1240, 500), (1360, 478), (1470, 492), (1620, 486)]), 1120, 1620, 520),
        "#8a6288",
    )
    fields(pic)
    villa(pic, 690, 752, 150, "#7a6276")
    villa(pic, 300, 838, 230, "#6d5a6e")
    near_villa(pic)
    pool_court(pic)
    stone_wall(pic, -20, 640, 1100, 120, "#4a4250", 30)
    grass(pic, -10, 560, 1080, 84, "#8a8a4a", 54, "#ffd27a")


def fields(pic):
    """Barley and rape fields run to the shore, walled in black stone."""
    shore = [(-20, 700), (240, 690), (520, 668), (820, 640), (1140, 620), (1620, 596)]
    for x, y in ((60, 700), (150, 694), (420, 676), (640, 656), (760, 646), (980, 632), (1240, 614)):
        pic.path(puff(pic.rng, x, y + 12, 120, 40, 5), "#3d3448")
    pic.path(closed_below(smooth(shore), -20, 1620, HEIGHT), "#7c8a58")
    bands = (
        (668, "#d9b84e", "#f2d678"),
        (716, "#7d9458", "#a8b46a"),
        (772, "#c9a548", "#e8c865"),
        (838, "#5d7a50", "#88985a"),
        (920, "#4a6348", "#6f8250"),
    )
    for i, (y, low, high) in enumerate(bands):
        line = [(x, y + 26 * math.sin(x / 420 + i * 1.7) - x * 0.03) for x in range(-20, 1660, 80)]
        pic.path(closed_below(smooth(line), -20, 1620, HEIGHT), pic.down(y - 30, y + 120, [(0, high), (1, low)]))
        size = 5 + i * 3.4
        for x in range(-20, 1620, int(size * 1.25)):
            at = y + 26 * math.sin(x / 420 + i * 1.7) - x * 0.03
            pic.rect(
                x,
                at - size * pic.rng.uniform(0.6, 1.1),
                size * 1.1,
                size * 1.3,
                mix("#3a3444", "#5c5060", pic.rng.random()),
                size * 0.4,
            )
    pic.pool(420, 720, 420, 70, "#ffdf8a", 0.5)


def villa(pic, x, base, width, stone):
    """A low house of stone and glass under a flat roof."""
    height = width * 0.36
    pic.rect(x - width / 2, base - height, width, height, stone)
    pic.rect(
        x - width * 0.2,
        base - height * 0.82,
        width * 0.62,
        height * 0.82,
        pic.down(base - height, base, [(0, "#ffe3a2"), (1, "#ffb265")]),
    )
    for i in range(5):
        pic.rect(x - width * 0.2 + i * width * 0.155 - 2, base - height * 0.82, 4, height * 0.82, "#4a3a44")
    pic.rect(x - width * 0.6, base - height * 1.1, width * 1.2, height * 0.14, "#f0c8a4", 2)
    pic.rect(x - width * 0.6, base - height * 0.98, width * 1.2, height * 0.05, "#8a6470")


def near_villa(pic):
    """The villa beside us: a stone wing, a glass room full of lamplight, a roof that reaches over the terrace."""
    left, right, roof, base = 930, 1640, 640, 905
    pic.glow(1240, 790, 480, "#ffb066", 0.35)
    pic.rect(left, roof + 30, right - left, base - roof - 30, pic.down(roof, base, [(0, "#ffe9b4"), (1, "#f7a85c")]))
    room_inside(pic, base)
    for x in range(left + 120, 1490, 122):
        pic.rect(x, roof + 30, 7, base - roof - 30, "#4a3640")
    pic.rect(left, roof + 30, right - left, 10, "#4a3640")
    wing = (1480, 1640)
    pic.rect(wing[0], roof - 40, 180, base - roof + 40, "#51475a")
    for row in range(11):
        x = wing[0] - 8
        while x < 1620:
            width = pic.rng.uniform(30, 54)
            pic.rect(x, roof - 38 + row * 28, width - 4, 24, mix("#4b4256", "#7d6670", pic.rng.random() * 0.8), 8)
            x += width
    pic.rect(wing[0] - 20, roof - 56, 200, 18, "#f2cda8", 2)
    pic.poly([(left - 130, roof - 6), (wing[0], roof - 6), (wing[0], roof + 24), (left - 130, roof + 24)], "#ffdfb8")
    pic.rect(left - 130, roof + 22, wing[0] - left + 130, 10, "#9a6a5e")
    pic.rect(left - 96, roof + 30, 10, base - roof - 30, "#6a4c52")
    pic.rect(left - 130, roof - 14, wing[0] - left + 130, 9, "#fff0d2", 2)


def room_inside(pic, base):
    """What the glass shows: a sofa, a lamp, a picture."""
    pic.rect(1300, 700, 110, 80, "#d98a58", 3)
    pic.path("M1300 780L1300 752L1340 724L1370 750L1390 736L1410 756L1410 780Z", "#a8624e")
    pic.rect(1260, base - 84, 200, 50, "#c4744e", 12)
    pic.rect(1250, base - 54, 220, 40, "#a85f46", 10)
    pic.line([(1160, 680), (1160, 736)], "#6a4640", 3)
    pic.glow(1160, 752, 90, "#fff2c8", 0.7)
    pic.path("M1126 766Q1130 734 1160 732Q1190 734 1194 766Z", "#fff6d6")
    pic.rect(1090, base - 52, 140, 8, "#8a5546", 3)
    for x in (1102, 1212):
        pic.rect(x, base - 46, 6, 46, "#8a5546")
    pic.path(puff(pic.rng, 990, base - 66, 70, 60, 4), "#7d8a58")
    pic.rect(974, base - 70, 32, 70, "#8a5546", 4)


def pool_court(pic):
    """The terrace and the small pool that holds the evening sky."""
    pic.poly(
        [(560, 905), (1640, 905), (1640, 1080), (380, 1080)], pic.down(905, HEIGHT, [(0, "#d9a888"), (1, "#8d6a78")])
    )
    edge = [(700, 944), (1400, 944), (1500, 1040), (600, 1040)]
    pic.poly([(x + (x - 1050) * 0.03, y + (8 if y > 1000 else -7)) for x, y in edge], "#f3d3b4", "#f3d3b4", 8)
    pic.poly(edge, pic.down(944, 1040, [(0, "#ff9f78"), (0.45, "#d98aa0"), (1, "#5f8fae")]))
    with pic.group(clip="M700 944L1400 944L1500 1040L600 1040Z"):
        for i in range(26):
            depth = pic.rng.random()
            pic.pill(
                pic.rng.uniform(620, 1480),
                948 + depth * 88,
                30 + 90 * depth * pic.rng.random(),
                2 + 2.4 * depth,
                "#ffe9c4",
                0.55,
            )
        for x in (1000, 1120, 1240, 1360):
            pic.poly(
                [(x, 944), (x + 60, 944), (x + 84, 1010), (x + 4, 1010)],
                pic.down(944, 1010, [(0, "#ffe0a0", 0.6), (1, "#ffe0a0", 0)]),
            )
    for x in (640, 770):
        lounger(pic, x, 926, 110)
    lantern(pic, 838, 668, 34, "#ffb25e", "#4a3640", 6, 0.5)


def lounger(pic, x, base, size):
    pic.pool(x + size * 0.5, base + 4, size * 0.6, 9, "#4a3448", 0.5)
    pic.line(
        [(x, base - size * 0.42), (x + size * 0.34, base - size * 0.16), (x + size, base - size * 0.16)],
        "#fff0d6",
        size * 0.11,
    )
    pic.line([(x + size * 0.1, base - size * 0.1), (x + size * 0.1, base)], "#6a4c52", 4)
    pic.line([(x + size * 0.88, base - size * 0.1), (x + size * 0.88, base)], "#6a4c52", 4)


def seogwipo(pic):
    """A bright winter day: Hallasan with snow on it, rows of tangerine trees, the low resort, four goats."""
    sky(pic, ["#4a9fce", "#9bd0de", "#e6f2de", "#fff0cc"], 600)
    sun(pic, 1310, 190, 46, "#fffbe6", "#ffe9b0", 0.6)
    cloud(pic, 420, 170, 420, "#ffffff", 0.85)
    cloud(pic, 1020, 250, 340, "#ffffff", 0.75)
    hallasan(pic)
    hills(
        pic,
        [(-20, 560), (180, 500), (330, 530), (520, 490), (700, 540), (980, 510), (1200, 545), (1400, 495), (1620, 540)],
        "#7fae86",
        660,
        "#b9cf9c",
    )
    hills(
        pic,
        [(-20, 600), (260, 570), (560, 596), (860, 566), (1160, 598), (1440, 570), (1620, 590)],
        "#5f9a6c",
        770,
        "#94bb7a",
    )
    for x in range(-10, 1620, 34):
        pic.path(puff(pic.rng, x, 640 + pic.rng.uniform(-4, 8), 62, 40, 4), mix("#3d7d5c", "#5f9a62", pic.rng.random()))
    resort(pic)
    pic.path(
        closed_below(smooth([(-20, 745), (400, 728), (900, 742), (1620, 722)]), -20, 1620, HEIGHT),
        pic.down(720, HEIGHT, [(0, "#b8cc7a"), (1, "#6f9a4e")]),
    )
    tangerine_rows(pic)
    stone_wall(pic, -20, 1640, 1062, 88, "#5a5458", 0)
    for x, size, flip in ((250, 92, 1), (420, 80, -1), (1180, 96, 1), (1330, 66, -1)):
        goat(pic, x, 985, size, flip)
    stone_wall(pic, -20, 1640, 1085, 60, "#4c464c", 0)
    grass(pic, -10, 1610, 1075, 36, "#4f8a4a", 130, "#fff2c0")


def hallasan(pic):
    """The mountain in the middle of the island, wide and calm."""
    line = [
        (-20, 560),
        (180, 520),
        (380, 450),
        (560, 360),
        (690, 290),
        (760, 262),
        (800, 272),
        (842, 268),
        (900, 258),
        (960, 292),
        (1090, 372),
        (1270, 456),
        (1460, 520),
        (1620, 550),
    ]
    outline = closed_below(smooth(line), -20, 1620, 640)
    pic.path(outline, pic.down(258, 620, [(0, "#6f93b0"), (1, "#c3d8c4")]))
    with pic.group(clip=outline):
        snow = [
            (600, 240),
            (640, 352),
            (668, 318),
            (700, 372),
            (726, 322),
            (760, 360),
            (786, 316),
            (820, 366),
            (852, 320),
            (890, 378),
            (916, 322),
            (950, 366),
            (976, 322),
            (1010, 360),
            (1040, 240),
        ]
        pic.poly(snow, "#fbfdf6", None, 1, 0.95)
        pic.poly(
            [
                (800, 272),
                (842, 268),
                (900, 258),
                (1500, 640),
                (1130, 640),
                (960, 470),
                (930, 400),
                (870, 350),
                (876, 310),
            ],
            "#4f7595",
            None,
            1,
            0.22,
        )


def resort(pic):
    """White walls and orange tiles, terraces towards the trees."""
    for x, width, height in ((380, 300, 120), (1240, 300, 116)):
        resort_wing(pic, x, 742, width, height, 6)
    resort_wing(pic, 810, 748, 520, 178, 9)
    pic.rect(760, 490, 100, 90, "#fff3dc")
    pic.poly([(744, 492), (810, 446), (876, 492)], "#d9774a")
    pic.path("M790 580L790 536Q810 512 830 536L830 580Z", "#5f93a0")
    for x, width in ((540, 90), (640, 70), (980, 80), (1080, 96), (230, 80), (1400, 90)):
        bush(pic, x, 752, width, "#4f8f5e")


def resort_wing(pic, x, base, width, height, columns):
    left = x - width / 2
    pic.rect(left, base - height, width, height, pic.across(left, 0, left + width, 0, [(0, "#fff8e8"), (1, "#ecd9bc")]))
    pic.poly(
        [
            (left - 16, base - height + 4),
            (left + 18, base - height - 36),
            (left + width - 18, base - height - 36),
            (left + width + 16, base - height + 4),
        ],
        pic.down(base - height - 36, base - height, [(0, "#e8895a"), (1, "#c9643f")]),
    )
    for i in range(int(width / 13)):
        at = left + i * 13
        pic.line([(at, base - height - 2), (at + (x - at) * 0.08, base - height - 34)], "#b5573a", 1.6, 0.6)
    floors = round(height / 58)
    cell = width / columns
    for floor in range(floors):
        y = base - height + 14 + floor * 57
        for i in range(columns):
            at = left + i * cell + cell * 0.16
            pic.path(
                trace(
                    "MLQLZ",
                    (at, y + 44),
                    (at, y + 10),
                    (at + cell * 0.34, y - 8),
                    (at + cell * 0.68, y + 10),
                    (at + cell * 0.68, y + 44),
                ),
                pic.down(y, y + 44, [(0, "#4f8494"), (1, "#a9cdc4")]),
            )
            pic.rect(at - 4, y + 30, cell * 0.68 + 8, 3, "#c98a5c")
            for bar in range(5):
                pic.rect(at + bar * cell * 0.16, y + 30, 2, 16, "#c98a5c")


def tangerine_rows(pic):
    """Rows of trees that come towards us on both sides of a path."""
    pic.path(
        "M770 742L850 742Q900 860 1040 1067L520 1067Q720 860 770 742Z",
        pic.down(742, HEIGHT, [(0, "#f3dfb0"), (1, "#dcb880")]),
    )
    for row, (y, size) in enumerate(((772, 50), (806, 70), (852, 96), (914, 134), (990, 176))):
        share = row / 4
        inner = 74 + 250 * share**1.2
        step = size * 1.15
        x = 805 - inner - size * 0.3
        while x > -90:
            tangerine_tree(pic, x, y + pic.rng.uniform(-3, 3), size, "#3f8a55", "#f58a2e")
            x -= step
        x = 815 + inner + size * 0.3
        while x < 1690:
            tangerine_tree(pic, x, y + pic.rng.uniform(-3, 3), size, "#3f8a55", "#f58a2e")
            x += step
    for x, y, size in ((690, 960, 58), (960, 960, 54)):
        basket(pic, x, y, size)


def basket(pic, x, y, size):
    """A basket of picked fruit."""
    pic.pool(x, y, size * 0.7, size * 0.12, "#6a5230", 0.6)
    for across, up in ((-0.28, 0.52), (0, 0.6), (0.28, 0.52), (-0.14, 0.7), (0.15, 0.72)):
        pic.circle(x + across * size, y - up * size, size * 0.17, "#f58a2e")
        pic.circle(x + across * size - size * 0.05, y - up * size - size * 0.05, size * 0.06, "#ffc98a")
    pic.poly(
        [
            (x - size * 0.5, y - size * 0.48),
            (x + size * 0.5, y - size * 0.48),
            (x + size * 0.38, y),
            (x - size * 0.38, y),
        ],
        "#b98350",
    )
    for i in range(3):
        pic.line(
            [
                (x - size * (0.48 - i * 0.04), y - size * (0.38 - i * 0.14)),
                (x + size * (0.48 - i * 0.04), y - size * (0.38 - i * 0.14)),
            ],
            "#8f6038",
            2.4,
            0.8,
        )


def goat(pic, x, base, size, flip):
    """A greedy white goat; `flip` is the way it looks."""
    coat, shade = "#fffaf0", "#d9cdb8"
    for leg in (-0.3, -0.18, 0.2, 0.32):
        pic.rect(x + flip * leg * size - size * 0.035, base - size * 0.34, size * 0.07, size * 0.34, shade)
    pic.path(puff(pic.rng, x, base - size * 0.22, size * 0.9, size * 0.62, 5), coat)
    head = x + flip * size * 0.5
    pic.path(
        trace(
            "MLLLZ",
            (x + flip * size * 0.26, base - size * 0.5),
            (head - flip * size * 0.06, base - size * 0.9),
            (head + flip * size * 0.1, base - size * 0.8),
            (x + flip * size * 0.42, base - size * 0.36),
        ),
        coat,
    )
    pic.path(
        form("M-0.1 -0.96L0.24 -0.76L0.18 -0.66L-0.1 -0.74Z", head, base, flip * size, size),
        coat,
    )
    pic.path(
        form("M-0.06 -0.94q-0.02 -0.18 -0.16 -0.2", head, base, flip * size, size),
        "none",
        "#8a7a62",
        size * 0.05,
    )
    pic.ellipse(head - flip * size * 0.13, base - size * 0.84, size * 0.1, size * 0.04, shade)
    pic.circle(head + flip * size * 0.05, base - size * 0.85, size * 0.022, "#33302e")
    pic.path(
        form("M-0.42 -0.6q-0.1 -0.04 -0.1 -0.14", x, base, flip * size, size),
        "none",
        coat,
        size * 0.07,
    )

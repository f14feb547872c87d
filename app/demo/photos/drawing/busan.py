"""The houses in Busan, from outside."""

import math

from drawing.houses import boat, facade, lantern, light_string, parasol
from drawing.landmarks import crane, drawbridge, island, suspension_bridge, tug
from drawing.plants import bush, pine
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
    waves,
)
from drawing.svg import HEIGHT, closed_below, darker, lighter, mix, smooth, trace


def haeundae(pic):
    """A summer noon: the beach in a long curve, breakers, parasols, the hotel above the sand."""
    sky(pic, ["#2f8fc7", "#7cc3dd", "#d8efe6", "#fdf3da"], 560)
    sun(pic, 330, 150, 46, "#fffbe8", "#fff0c0", 0.55)
    for x, y, width in ((240, 505, 380), (620, 520, 300), (930, 512, 340)):
        heap(pic, x, y, width, "#dff0ee", "#fffdf4")
    cloud(pic, 760, 190, 380, "#ffffff", 0.8)
    hills(pic, [(-20, 545), (120, 520), (260, 490), (380, 500), (480, 548), (520, 562)], "#6fa9ae", 570, "#a5d0cc")
    water(pic, 555, 1000, "#58bccb", "#1d8ea8", "#e6fbf3", 110)
    island(pic)
    boat(pic, 690, 606, 66, "#f3efe4", "#e3694f", "#e3694f")
    boat(pic, 1010, 588, 40, "#f3efe4", "#3f7f9c", "#3f7f9c")
    birds(pic, 560, 330, 8, 15, "#4f7f92")
    shore(pic)
    hotel_by_the_beach(pic)
    for x, base, size, colour in (
        (505, 905, 96, "#ef6f53"),
        (640, 868, 78, "#f5b942"),
        (380, 962, 120, "#3d9fa8"),
        (790, 845, 64, "#ef6f53"),
        (905, 826, 52, "#3d9fa8"),
        (690, 985, 132, "#f5b942"),
    ):
        parasol(pic, x, base, size, colour, "#fff8ea")
        pic.poly(
            [
                (x + size * 0.28, base - 2),
                (x + size * 0.8, base - 6),
                (x + size * 0.92, base + 8),
                (x + size * 0.36, base + 12),
            ],
            lighter(colour, 0.45),
        )
    surfboards(pic)
    pine(pic, 1560, 1080, 620, -150, "#8a5540", "#3c7f63", 6)


def shore(pic):
    """Sand with the sea's edge on it: a band of wet sand and two breakers."""
    edge = [(-20, 990), (160, 905), (360, 838), (600, 786), (860, 742), (1120, 706), (1620, 668)]

    def along(shift, swing=0):
        return [(x, y + shift * (1.1 - x / 2000) + swing * math.sin(x / 70)) for x, y in edge]

    pic.path(closed_below(smooth(along(-104, 4)), -20, 1620, HEIGHT), "#59c3c6", None, 1, 0.75)
    waves(pic, along(-108, 5), "#8fdcd6", "#f7fffb", 15)
    pic.path(closed_below(smooth(along(-44, 6)), -20, 1620, HEIGHT), "#9fe0d6", None, 1, 0.9)
    waves(pic, along(-46, 7), "#c7efe4", "#ffffff", 22)
    pic.path(closed_below(smooth(along(0, 5)), -20, 1620, HEIGHT), "#d9b98a")
    pic.path(
        closed_below(smooth(along(30, 4)), -20, 1620, HEIGHT), pic.down(700, HEIGHT, [(0, "#f6deaf"), (1, "#eec58a")])
    )
    waves(pic, along(4, 5), "#ffffff", "#ffffff", 6)
    for _ in range(70):
        x, y = pic.rng.uniform(150, 1500), pic.rng.uniform(880, 1060)
        pic.pill(x, y, pic.rng.uniform(14, 46), 3, "#d9a96c", 0.4)


def hotel_by_the_beach(pic):
    """Twelve floors, their balconies towards the water."""
    left, right, top, base = 1090, 1452, 196, 806
    pic.poly(
        [(left - 120, top + 44), (left, top), (left, base), (left - 120, base - 20)],
        pic.across(left - 120, 0, left, 0, [(0, "#fffaf0"), (1, "#f3e6d2")]),
    )
    for row in range(12):
        y = top + 42 + row * 46
        skew = 44 * (1 - row / 8)
        pic.poly(
            [(left - 112, y + skew - 8), (left - 8, y - 8), (left - 8, y + 22), (left - 112, y + skew + 20)], "#63a9bd"
        )
        pic.poly(
            [(left - 120, y + skew + 8), (left, y + 8), (left, y + 26), (left - 120, y + skew + 26)],
            "#ffffff",
            None,
            1,
            0.92,
        )
        pic.poly([(left - 120, y + skew + 26), (left, y + 26), (left, y + 31), (left - 120, y + skew + 31)], "#d7c3a6")
    facade(pic, left, top, right - left, base - top, 5, 12, "#e9d6bb", "#4f93ad", "#ffe7ad", 0.08, "#fbf4e6", 0.2)
    pic.rect(left - 6, top - 16, right - left + 12, 20, "#d9bf9b", 2)
    pic.rect(left + 90, top - 54, 180, 40, "#f3e6d2", 3)
    for i, (x, tall) in enumerate(((112, 22), (152, 30), (196, 24), (236, 30))):
        pic.path(
            f"M{left + x - 18} {top - 18}Q{left + x - 9} {top - 18 - tall} {left + x} {top - 18}",
            "none",
            ("#3d9fa8", "#2f7f9c")[i % 2],
            5,
        )
    pic.rect(
        left - 150, base - 70, right - left + 330, 150, pic.down(base - 70, base + 80, [(0, "#cfae84"), (1, "#b48d66")])
    )
    pic.rect(left - 150, base - 82, right - left + 330, 14, "#f7ead2", 2)
    for i in range(8):
        x = left - 128 + i * 68
        pic.rect(x, base - 52, 50, 68, pic.down(base - 52, base + 16, [(0, "#4f8a9c"), (1, "#a9d5d3")]), 3)
        pic.path(
            f"M{x - 7} {base - 50}L{x + 57} {base - 50}L{x + 64} {base - 26}L{x - 14} {base - 26}Z",
            ("#ef6f53", "#fff3dc")[i % 2],
        )
    pic.path(f"M{left - 170} {base + 22}L1620 {base + 2}L1620 {base + 70}L{left - 210} {base + 74}Z", "#e9d3ad")
    for x, width in ((left - 120, 90), (left + 20, 110), (left + 190, 120), (left + 340, 110)):
        bush(pic, x, base + 46, width, "#5aa07c")


def surfboards(pic):
    """Three boards against a rail."""
    for i, (x, colour) in enumerate(((1130, "#ef6f53"), (1176, "#fff6e4"), (1222, "#3d9fa8"))):
        pic.path(f"M{x} 1010Q{x - 26} 900 {x + 8} 800Q{x + 42} 900 {x + 26} 1010Z", colour)
        pic.line([(x + 8, 812), (x + 13, 1004)], darker(colour, 0.25), 2.4, 0.7)
        pic.path(f"M{x - 12} 900Q{x + 12} 912 {x + 31} 898", "none", lighter(colour, 0.6) if i != 1 else "#ef6f53", 7)
    pic.pool(1180, 1012, 150, 14, "#8a5a34", 0.6)
    pic.rect(1096, 944, 190, 9, "#9a6a48", 4)
    for x in (1104, 1270):
        pic.rect(x, 940, 9, 74, "#8a5a3c", 3)


def gwangan(pic):
    """Night over the bay: the great bridge in lights, the hotel one room deep, every window towards it."""
    sky(pic, ["#0b1230", "#152459", "#3b3a86", "#8a4f93", "#d9788a"], 640)
    stars(pic, 110, 380)
    moon(pic, 596, 128, 36)
    cloud(pic, 600, 262, 420, "#3a3f86", 0.7)
    cloud(pic, 960, 150, 320, "#27306e", 0.8)
    ridge(
        pic,
        [(-20, 590), (140, 520), (280, 560), (420, 500), (610, 570), (830, 540), (1010, 580), (1300, 540), (1620, 590)],
        "#2e3072",
        660,
        "#8a5590",
        0.04,
    )
    skyline(
        pic,
        650,
        [(-10, 60), (120, 110), (240, 50), (700, 40), (960, 120), (1090, 260), (1240, 230), (1400, 90), (1610, 60)],
        "#232a66",
        "#7d5590",
        "#ffd79c",
        0.4,
        (22, 46),
    )
    water(pic, 648, HEIGHT, "#b4698f", "#0d1c4a", "#e59ab0", 90)
    light_beams(pic)
    suspension_bridge(pic, 606, (330, 860), -30, 1240, 392, "#e9d9ff", "#fff2c4", 9)
    lights_on_water(pic)
    glitter(pic, 596, 652, 900, "#fff0cf", 120, 34)
    slab(pic)
    promenade(pic)


def light_beams(pic):
    """The bridge's show: soft fans of light from its towers."""
    for tower in (330, 860):
        for turn, colour in ((-0.62, "#5fe0e6"), (-0.3, "#9c8cff"), (0.04, "#ff9ad0"), (0.38, "#ffd27a")):
            x, y = tower + math.sin(turn) * 460, 392 - math.cos(turn) * 460
            wide = 34
            fill = pic.across(tower, 392, x, y, [(0, colour, 0.42), (1, colour, 0)])
            pic.poly([(tower - 3, 392), (tower + 3, 392), (x + wide, y), (x - wide, y)], fill)


def lights_on_water(pic):
    colours = ["#5fe0e6", "#9c8cff", "#ff9ad0", "#ffd27a", "#fff2c4"]
    for i in range(42):
        x = -10 + i * 30 + pic.rng.uniform(-4, 4)
        reflection(pic, x, 660, 660 + pic.rng.uniform(90, 260), 9, colours[int(i / 3) % 5], 0.75)
    for tower in (330, 860):
        reflection(pic, tower, 690, 960, 26, "#f4e6ff", 0.7)


def slab(pic):
    """The hotel from its corner: long and thin, balconies lit towards the bay."""
    left, corner, right, top, base = 1136, 1500, 1640, 150, 960
    far_top, far_base = top + 150, base - 76
    rows = 13
    pic.glow(1300, 560, 560, "#ffb46a", 0.22)
    pic.poly(
        [(left, far_top), (corner, top), (corner, base), (left, far_base)],
        pic.across(left, 0, corner, 0, [(0, "#3d3c80"), (1, "#565097")]),
    )
    for row in range(rows):
        for column in range(8):
            near, far = column / 8 + 0.015, (column + 1) / 8 - 0.02
            x1, x2 = left + (corner - left) * near, left + (corner - left) * far

            def at(share, level):
                high = far_top + (top - far_top) * share
                low = far_base + (base - far_base) * share
                return high + (low - high) * level

            up, down = (row + 0.22) / (rows + 1), (row + 0.86) / (rows + 1)
            is_lit = pic.rng.random() < 0.66
            tone = (
                mix("#ffb560", "#fff0c2", pic.rng.random()) if is_lit else mix("#3a4a97", "#8a5f9c", pic.rng.random())
            )
            pic.poly([(x1, at(near, up)), (x2, at(far, up)), (x2, at(far, down)), (x1, at(near, down))], tone)
            rail = (row + 0.62) / (rows + 1)
            pic.poly(
                [
                    (x1 - 4, at(near, rail)),
                    (x2 + 3, at(far, rail)),
                    (x2 + 3, at(far, down + 0.012)),
                    (x1 - 4, at(near, down + 0.012)),
                ],
                "#8d84c4",
                None,
                1,
                0.6,
            )
    pic.poly(
        [(corner, top), (right, top + 60), (right, base - 20), (corner, base)],
        pic.down(top, base, [(0, "#242a62"), (1, "#171c48")]),
    )
    for row in range(rows):
        y = top + 60 + row * 58
        pic.rect(corner + 36, y, 22, 34, "#ffc978" if row % 3 == 1 else "#313b7c", 2)
    pic.poly(
        [
            (left - 8, far_top - 2),
            (corner, top - 8),
            (right, top + 52),
            (right, top + 68),
            (corner, top + 10),
            (left - 8, far_top + 14),
        ],
        "#7a72b4",
    )
    ground_floor(pic, left, corner, far_base, base)


def ground_floor(pic, left, corner, far_base, base):
    """The lobby, lit through tall panes between pillars."""
    far_top, near_top = far_base - 50, base - 62
    pic.poly(
        [(left, far_top), (corner, near_top), (corner, base), (left, far_base)],
        pic.down(far_top, base, [(0, "#ffedb8"), (1, "#f29a55")]),
    )
    for i in range(9):
        share = i / 8
        x = left + (corner - left) * share
        top, foot = far_top + (near_top - far_top) * share, far_base + (base - far_base) * share
        pic.rect(x - 3 - share * 2, top, 6 + share * 4, foot - top, "#3a3877")
    pic.poly(
        [
            (left - 16, far_top - 8),
            (corner, near_top - 10),
            (corner + 60, near_top),
            (corner + 60, near_top + 12),
            (corner, near_top + 6),
            (left - 16, far_top + 4),
        ],
        "#7a72b4",
    )


def promenade(pic):
    """The shore before the hotel: sand, a railing, lamps, a few late walkers' lanterns."""
    pic.path(
        "M-10 1010Q500 968 1100 905L1620 900L1620 1080L-10 1080Z",
        pic.down(900, HEIGHT, [(0, "#5b4a80"), (0.45, "#3d3567"), (1, "#1d1d45")]),
    )
    pic.path("M-10 1010Q500 968 1100 905", "none", "#e9b7c8", 5, 0.7)
    pic.path("M300 1080Q800 1000 1620 968L1620 1080Z", pic.down(960, HEIGHT, [(0, "#766098"), (1, "#3f386f")]))
    pic.pool(1330, 972, 430, 60, "#ffca86", 0.7)
    for i in range(15):
        share = i / 14
        x = 420 + 1160 * share
        y = 1052 - 96 * share**0.8
        pic.rect(x, y - 40 + 12 * share, 4, 40 - 12 * share, "#15183c")
    pic.path("M420 1014Q860 950 1600 930", "none", "#15183c", 5)
    pic.path("M420 1032Q860 968 1600 942", "none", "#15183c", 2.5)
    light_string(pic, (640, 880), (1120, 850), 34, 15, "#ffcf8a", "#221f4c")
    pic.rect(636, 878, 6, 150, "#15183c")
    pic.rect(1118, 848, 6, 130, "#15183c")
    for x, y, size in ((120, 1046, 60), (300, 1056, 46)):
        pic.path(f"M{x - size} {y}Q{x} {y - size * 0.5} {x + size} {y}Z", "#2a2857")


def yeongdo(pic):
    """A misty morning in the harbour: the old brick store, tugboats, cranes, the drawbridge."""
    sky(pic, ["#8fb4bb", "#cfd9cb", "#f5dfb8", "#f8c99a"], 620)
    sun(pic, 520, 430, 58, "#fff4d6", "#ffd9a0", 0.7)
    hills(
        pic,
        [(-20, 520), (180, 470), (420, 420), (640, 470), (900, 430), (1200, 480), (1620, 440)],
        "#a9bfb8",
        640,
        "#eed9b6",
    )
    skyline(pic, 622, [(-10, 40), (260, 90), (560, 60), (900, 70), (1200, 50)], "#a3b3ae", "#ecd6b4", None, 0, (20, 44))
    mist(pic, 590, 150, "#f9e6c4", 0.8)
    for x, tall in ((130, 330), (310, 270), (900, 300)):
        crane(pic, x, 640, tall, "#b0694f", "#8f9c96")
    drawbridge(pic)
    water(pic, 632, HEIGHT, "#e9d2a8", "#47737c", "#fff3d2", 90)
    glitter(pic, 520, 636, 960, "#fff6dc", 260, 60, 50)
    mist(pic, 640, 90, "#fdeccb", 0.7)
    warehouse(pic)
    quay(pic)
    tug(pic, 300, 830, 250, "#c4533c", "#2f4f5c")
    tug(pic, 690, 742, 150, "#3f7a78", "#c4533c")
    boat(pic, 120, 716, 110, "#f0e6d2", "#6f8f8c", "#c4533c")
    birds(pic, 420, 300, 9, 18, "#6d7a78")
    gull(pic, 1010, 962)


def warehouse(pic):
    """The ship chandler's store: brick gable, iron hoist, tall windows."""
    left, right, eave, base, ridge_y = 960, 1420, 480, 900, 300
    middle = (left + right) / 2
    gable = [(left, base), (left, eave), (middle, ridge_y), (right, eave), (right, base)]
    pic.poly(
        [(right, eave), (1700, eave + 34), (1700, base), (right, base)],
        pic.across(right, 0, 1620, 0, [(0, "#84443a"), (1, "#6d3a36")]),
    )
    pic.poly(
        [(middle, ridge_y), (1700, ridge_y + 60), (1700, eave + 48), (right + 8, eave + 8)],
        pic.down(ridge_y, eave, [(0, "#5f6d6c"), (1, "#465456")]),
    )
    pic.poly(gable, pic.across(left, 0, right, 0, [(0, "#d4825c"), (0.6, "#bb6a4c"), (1, "#a25a44")]))
    with pic.group(clip="M" + "L".join(f"{x} {y}" for x, y in gable) + "Z"):
        for row in range(38):
            y = ridge_y + 12 + row * 16
            for _ in range(9):
                x = pic.rng.uniform(left, right)
                pic.rect(x, y, 24, 10, pic.rng.choice(["#a6573f", "#dd9068", "#b9664a"]), 1, 0.55)
    for start, end in (
        ((left - 22, eave + 8), (middle, ridge_y - 12)),
        ((middle, ridge_y - 12), (right + 22, eave + 8)),
    ):
        pic.line([start, end], "#4a5556", 18)
        pic.line([(start[0], start[1] - 7), (end[0], end[1] - 7)], "#7c8a88", 4)
    gable_hoist(pic, middle, ridge_y)
    for row, y in enumerate((510, 660)):
        for column in range(3):
            arched_window(pic, left + 48 + column * 140, y, 86, 116, row == 1 and column != 1)
    for column in range(2):
        x = right + 40 + column * 90
        arched_window(pic, x, 560, 56, 100, False)
        arched_window(pic, x, 700, 56, 100, column == 0)
    door(pic, middle, base)


def gable_hoist(pic, x, y):
    """The beam under the gable with its pulley, and the loft's round window."""
    pic.circle(x, y + 92, 40, "#f3dfbb")
    pic.circle(x, y + 92, 32, pic.down(y + 60, y + 124, [(0, "#5f8a90"), (1, "#ffd898")]))
    pic.rect(x - 2.5, y + 60, 5, 64, "#f3dfbb")
    pic.rect(x - 32, y + 89, 64, 5, "#f3dfbb")
    pic.rect(x - 8, y + 8, 16, 30, "#3f4a4c")
    pic.poly([(x - 60, y + 30), (x + 60, y + 30), (x + 60, y + 42), (x - 60, y + 42)], "#3f4a4c")
    pic.circle(x + 46, y + 54, 13, "#2f393b")
    pic.line([(x + 46, y + 60), (x + 46, y + 182)], "#2f393b", 3)
    pic.path(f"M{x + 46} {y + 182}q10 6 4 16q-10 8 -14 -4", "none", "#2f393b", 5)


def arched_window(pic, x, y, width, height, is_lit):
    arch = width * 0.3
    frame = trace(
        "MLQLZ",
        (x - 7, y + height),
        (x - 7, y),
        (x + width / 2, y - arch * 1.6),
        (x + width + 7, y),
        (x + width + 7, y + height),
    )
    inner = trace(
        "MLQLZ",
        (x, y + height),
        (x, y + 4),
        (x + width / 2, y - arch * 1.2),
        (x + width, y + 4),
        (x + width, y + height),
    )
    pic.path(frame, "#f0d9b4")
    pic.path(
        inner,
        pic.down(
            y - arch, y + height, [(0, "#ffcf85"), (1, "#ffe9b8")] if is_lit else [(0, "#3f646c"), (1, "#9fbcb4")]
        ),
    )
    with pic.group(clip=inner):
        for i in range(1, 4):
            pic.rect(x + width * i / 4 - 1.5, y - arch, 3, height + arch, "#3b4a4c")
            pic.rect(x, y + height * i / 4 - 10, width, 3, "#3b4a4c")
    pic.rect(x - 14, y + height, width + 28, 9, "#e3c79c", 2)


def door(pic, x, base):
    """The way in, under an iron canopy with lamps."""
    pic.pool(x, base + 8, 210, 34, "#ffe0a0", 0.7)
    pic.rect(x - 50, base - 122, 100, 122, "#2f5a5c", 3)
    for side in (-1, 1):
        pic.rect(
            x + side * 23 - 19, base - 112, 38, 74, pic.down(base - 112, base - 38, [(0, "#ffe2a4"), (1, "#f3b66c")]), 3
        )
    pic.path(f"M{x - 78} {base - 122}L{x + 78} {base - 122}L{x + 62} {base - 146}L{x - 62} {base - 146}Z", "#3f4a4c")
    for side in (-1, 1):
        lantern(pic, x + side * 78, base - 128, 26, "#ffb05c", "#3a2e2c", 4, 0.4)
    pic.rect(x + 96, base - 44, 44, 44, "#6a5142", 4)
    bush(pic, x + 118, base - 38, 74, "#5f8f74")
    pic.rect(x - 140, base - 44, 44, 44, "#6a5142", 4)
    bush(pic, x - 118, base - 38, 74, "#5f8f74")


def quay(pic):
    """The stone edge of the dock with bollards and rope."""
    pic.path(
        "M760 1080L800 900L1620 900L1620 1080Z",
        pic.down(900, HEIGHT, [(0, "#d9c2a0"), (0.5, "#b09a84"), (1, "#7c7570")]),
    )
    pic.poly([(800, 900), (760, 1080), (640, 1080), (776, 920)], "#5f6260")
    for i in range(5):
        y = 920 + i * 34 + i * i * 3
        pic.line([(796 - i * 8, y), (1620, y)], "#8d7d6c", 2, 0.5)
    for x, y, size in ((846, 960, 46), (806, 1046, 62)):
        pic.pool(x + 14, y + 4, size, 10, "#3a3430", 0.6)
        pic.rect(x - size * 0.22, y - size * 0.7, size * 0.44, size * 0.72, "#3a4446", 4)
        pic.pill(x, y - size * 0.72, size * 0.84, size * 0.28, "#4d595a")
    pic.path("M806 1010Q600 1000 440 786", "none", "#e0c89c", 5)
    pic.path("M846 936Q800 860 776 714", "none", "#e0c89c", 3)
    for i in range(3):
        pic.ellipse(980, 1010 - i * 9, 58 - i * 5, 17, "#b9935f" if i % 2 else "#d1ad78")
        pic.ellipse(980, 1008 - i * 9, 30 - i * 4, 8, "#7d6142")


def gull(pic, x, y):
    """A gull on a bollard's rope, watching."""
    pic.path(
        f"M{x - 26} {y}Q{x - 4} {y - 26} {x + 18} {y - 16}L{x + 8} {y + 4}Q{x - 10} {y + 10} {x - 26} {y}Z", "#fffaf0"
    )
    pic.path(f"M{x - 34} {y + 4}Q{x - 6} {y - 16} {x + 6} {y - 6}Q{x - 10} {y + 6} {x - 34} {y + 4}Z", "#98a8a8")
    pic.circle(x + 17, y - 19, 9, "#fffaf0")
    pic.poly([(x + 25, y - 21), (x + 36, y - 17), (x + 25, y - 15)], "#f0a63f")
    pic.circle(x + 20, y - 21, 1.6, "#2a3234")
    for leg in (-4, 4):
        pic.line([(x + leg, y + 4), (x + leg, y + 16)], "#f0a63f", 2)

"""The houses in Gangneung, from outside."""

import math

from drawing.houses import lantern, parasol, street_lamp
from drawing.plants import bush, fir, grass, pine
from drawing.sky import birds, cloud, glitter, hills, moon, ridge, sky, stars, sun, water, waves
from drawing.svg import HEIGHT, WIDTH, closed_below, darker, form, lighter, mix, puff, smooth, trace


def anmok(pic):
    """Sunrise on the coffee street: the hotel's pale front, awnings, the two lighthouses."""
    sky(pic, ["#6d83b8", "#c9a3b8", "#f9b48f", "#ffd79a", "#fff0c4"], 560)
    sun(pic, 520, 520, 74, "#fff5d2", "#ff9f66", 0.8)
    for x, y, width, tone in (
        (260, 230, 480, "#f2b6a6"),
        (760, 160, 420, "#d8b0c0"),
        (700, 330, 520, "#ffd0a0"),
        (180, 400, 360, "#ffc69a"),
    ):
        cloud(pic, x, y, width, tone, 0.7)
    water(pic, 552, 990, "#ffcf9a", "#4f86a6", "#fff0d0", 110)
    glitter(pic, 520, 556, 880, "#fff8dc", 330, 64, 90)
    breakwater(pic)
    birds(pic, 330, 330, 8, 16, "#7a6a88")
    beach(pic)
    cafe_hotel(pic)
    street(pic)


def breakwater(pic):
    """Two arms of rock, a red light and a white one."""
    for left, right, at, colour in ((-20, 250, 216, "#e2564a"), (760, 1060, 796, "#fffaf0")):
        for x in range(left, right, 20):
            pic.path(puff(pic.rng, x, 590, 40, 26, 3), mix("#5f6a80", "#8f8a94", pic.rng.random()))
        tone = darker(colour, 0.25)
        pic.poly(
            [(at - 12, 500), (at + 12, 500), (at + 18, 580), (at - 18, 580)],
            pic.across(at - 14, 0, at + 14, 0, [(0, lighter(colour, 0.25)), (1, tone)]),
        )
        pic.rect(at - 16, 494, 32, 7, tone, 2)
        pic.rect(at - 9, 476, 18, 18, "#ffe9a8")
        pic.path(f"M{at - 12} 478Q{at} 456 {at + 12} 478Z", tone)
        pic.glow(at, 484, 80, "#ffe0a0", 0.5)


def beach(pic):
    edge = [(-20, 930), (240, 880), (520, 838), (800, 802), (1060, 780), (1620, 760)]
    pic.path(closed_below(smooth([(x, y - 48) for x, y in edge]), -20, 1620, HEIGHT), "#8fc0c0", None, 1, 0.6)
    waves(pic, [(x, y - 50 + 5 * math.sin(x / 60)) for x, y in edge], "#d7ece0", "#ffffff", 17)
    pic.path(closed_below(smooth(edge), -20, 1620, HEIGHT), "#d9a982")
    pic.path(
        closed_below(smooth([(x, y + 24) for x, y in edge]), -20, 1620, HEIGHT),
        pic.down(780, HEIGHT, [(0, "#ffe2b4"), (1, "#f0c08a")]),
    )
    waves(pic, [(x, y + 3 * math.sin(x / 50)) for x, y in edge], "#ffffff", "#ffffff", 6)


def cafe_hotel(pic):
    """Six plain, bright floors; coffee is roasted on the lowest."""
    left, right, top, base = 990, 1440, 250, 900
    pic.poly(
        [(left - 90, top + 56), (left, top), (left, base), (left - 90, base - 24)],
        pic.across(left - 90, 0, left, 0, [(0, "#ffe0b8"), (1, "#ffd0a4")]),
    )
    for row in range(5):
        skew = 40 * (1 - row / 3)
        y = top + 60 + row * 96
        pic.poly(
            [(left - 76, y + skew), (left - 14, y), (left - 14, y + 56), (left - 76, y + skew * 0.7 + 52)],
            pic.down(y, y + 60, [(0, "#ffe9b8"), (1, "#f5a876")]),
        )
    pic.rect(left, top, right - left, base - top, pic.across(left, 0, right, 0, [(0, "#fff4e2"), (1, "#e3d2d0")]))
    for row in range(5):
        for column in range(4):
            sunrise_window(pic, left + 36 + column * 104, top + 42 + row * 96, 72, 62)
    pic.rect(left - 8, top - 16, right - left + 16, 20, "#f7dcc0", 2)
    pic.rect(right, top + 20, 200, base - top, pic.across(right, 0, 1620, 0, [(0, "#b9a6b4"), (1, "#9a8aa4")]))
    for row in range(5):
        for column in range(2):
            pic.rect(
                right + 34 + column * 84,
                top + 74 + row * 100,
                52,
                54,
                mix("#7d7f9c", "#ffd79a", 0.15 + 0.2 * pic.rng.random()),
                2,
            )
    cup(pic, 1215, top - 20)
    shop(pic, left, right, base)


def sunrise_window(pic, x, y, width, height):
    pic.rect(x - 6, y - 6, width + 12, height + 12, "#fffaf0", 2)
    pic.rect(
        x, y, width, height, pic.across(x, y, x + width, y + height, [(0, "#ffd9a0"), (0.5, "#f2a98c"), (1, "#8f93b8")])
    )
    pic.poly(
        [(x, y + height), (x + width * 0.5, y), (x + width * 0.72, y), (x + width * 0.22, y + height)],
        "#fff8e0",
        None,
        1,
        0.4,
    )
    pic.rect(x + width / 2 - 2, y, 4, height, "#fffaf0")
    pic.rect(x - 10, y + height + 4, width + 20, 6, "#dcc4b4", 2)


def cup(pic, x, base):
    """The sign on the roof: a steaming cup."""
    pic.path(
        form("M-46 -66L46 -66Q44 0 16 0L-16 0Q-44 0 -46 -66Z", x, base),
        "#b5533c",
    )
    pic.path(f"M{x + 44} {base - 56}q30 -4 26 20q-6 20 -36 20", "none", "#b5533c", 8)
    pic.ellipse(x, base - 66, 46, 8, "#6a3a30")
    for shift in (-18, 2, 22):
        pic.path(f"M{x + shift} {base - 84}q-12 -14 0 -28q12 -14 0 -28", "none", "#fff4e2", 5, 0.85)


def shop(pic, left, right, base):
    """The roastery at street level under striped awnings."""
    pic.rect(left, base - 148, right - left, 148, "#7d4a3c")
    pic.rect(
        left + 14, base - 112, right - left - 28, 100, pic.down(base - 112, base, [(0, "#ffe8b0"), (1, "#f5b26c")])
    )
    for i in range(7):
        pic.rect(left + 14 + i * 70 - 2, base - 112, 5, 112, "#5d362e")
    pic.rect(left + 40, base - 62, 120, 50, "#8f5a44", 4)
    for i in range(6):
        pic.rect(left + 50 + i * 18, base - 84, 11, 22, ("#b5533c", "#6a3a30", "#d9a066")[i % 3], 3)
    pic.circle(left + 258, base - 62, 30, "#5d362e")
    pic.rect(left + 244, base - 40, 28, 34, "#5d362e")
    pic.poly(
        [(left + 236, base - 104), (left + 280, base - 104), (left + 270, base - 84), (left + 246, base - 84)],
        "#5d362e",
    )
    for x in (left + 210, left + 330, left + 390):
        pic.line([(x, base - 112), (x, base - 96)], "#5d362e", 2)
        pic.circle(x, base - 92, 6, "#fffbe6")
    stripes = 18
    wide = (right - left + 40) / stripes
    for i in range(stripes):
        x = left - 20 + i * wide
        colour = "#fff6e6" if i % 2 else "#c4583f"
        pic.path(
            trace(
                "MLLQZ",
                (x + 6, base - 152),
                (x + wide + 6, base - 152),
                (x + wide, base - 112),
                (x + wide / 2, base - 98),
                (x, base - 112),
            ),
            colour,
        )
    pic.rect(left - 14, base - 160, right - left + 28, 10, "#5d362e", 2)


def street(pic):
    """The pavement along the sand, small tables, a lamp."""
    pic.path("M560 1080Q760 930 960 898L1620 896L1620 1080Z", pic.down(896, HEIGHT, [(0, "#e8c6a6"), (1, "#a9868c")]))
    pic.path("M560 1080Q760 930 960 898", "none", "#fff0d6", 8)
    pic.path("M860 1080Q980 980 1160 950L1620 940", "none", "#c9a08e", 3, 0.7)
    pic.pool(1210, 905, 330, 34, "#ffe2a4", 0.7)
    for x, base, size in ((1010, 956, 74), (1180, 990, 92), (1400, 966, 80)):
        table(pic, x, base, size)
    parasol(pic, 1180, 985, 190, "#fff6e6", "#c4583f")
    street_lamp(pic, 800, 1010, 260, "#4a4258", "#ffe0a0")
    for x, width in ((1500, 90), (1566, 110)):
        bush(pic, x, 960, width, "#7d9a78")
    grass(pic, -10, 560, 1075, 80, "#b98f5c", 70, "#ffe9b0")


def table(pic, x, base, size):
    pic.pool(x, base, size * 0.8, size * 0.1, "#5d4048", 0.6)
    pic.rect(x - size * 0.03, base - size * 0.55, size * 0.06, size * 0.55, "#5d362e")
    pic.pill(x, base - size * 0.56, size * 0.7, size * 0.08, "#8f5a44")
    pic.rect(x - size * 0.14, base - size * 0.72, size * 0.13, size * 0.13, "#fffaf0", 3)
    pic.rect(x + size * 0.08, base - size * 0.72, size * 0.13, size * 0.13, "#fffaf0", 3)
    for side in (-1, 1):
        at = x + side * size * 0.56
        pic.line(
            [
                (at + side * size * 0.12, base - size * 0.7),
                (at + side * size * 0.08, base - size * 0.34),
                (at - side * size * 0.16, base - size * 0.34),
            ],
            "#5d362e",
            size * 0.045,
        )
        for foot in (-0.14, 0.08):
            pic.line(
                [(at + side * size * foot, base - size * 0.34), (at + side * size * (foot + 0.03), base)],
                "#5d362e",
                size * 0.035,
            )


def pinewood(pic):
    """A winter evening: cabins in the snow between pines, warm windows, the lake behind."""
    sky(pic, ["#16254f", "#35508a", "#8f86b0", "#eeb3a4", "#ffd9b4"], 560)
    stars(pic, 90, 320)
    moon(pic, 1180, 170, 30, "#fff6e0")
    ridge(
        pic,
        [
            (-20, 470),
            (160, 400),
            (300, 440),
            (470, 330),
            (600, 400),
            (760, 300),
            (900, 390),
            (1060, 340),
            (1240, 420),
            (1420, 360),
            (1620, 440),
        ],
        "#7d86b4",
        580,
        "#d9b4bc",
        0.05,
        True,
    )
    hills(pic, [(-20, 530), (300, 500), (640, 530), (1000, 496), (1320, 528), (1620, 506)], "#56679c", 600, "#a892b4")
    water(pic, 574, 740, "#e9bcb4", "#6f86b8", "#fff0e4", 50)
    heron(pic, 610, 700, 70)
    for row, (y, size, count, tone) in enumerate(((612, 90, 40, "#3d5288"), (664, 150, 26, "#2d4275"))):
        for _ in range(count):
            x = pic.rng.uniform(-20, 1620)
            if 380 < x < 860 and row < 2:
                continue
            fir(pic, x, y + pic.rng.uniform(-8, 10), size * pic.rng.uniform(0.8, 1.3), tone, None)
    snow = [(-20, 690), (240, 668), (520, 704), (820, 716), (1120, 676), (1620, 690)]
    pic.path(
        closed_below(smooth(snow), -20, 1620, HEIGHT),
        pic.down(670, HEIGHT, [(0, "#c9cfe8"), (0.5, "#a3b2dc"), (1, "#6f83bc")]),
    )
    for x, base, size in ((90, 740, 250), (1520, 744, 270), (900, 720, 170), (1010, 706, 150)):
        fir(pic, x, base, size, "#26406c", "#e3e6f5")
    log_house(pic, 360, 800, 250)
    log_house(pic, 1180, 786, 236)
    drift = [(-20, 850), (300, 812), (640, 850), (900, 880), (1240, 838), (1620, 862)]
    pic.path(closed_below(smooth(drift), -20, 1620, HEIGHT), pic.down(812, HEIGHT, [(0, "#e3e4f4"), (1, "#8496cc")]))
    log_house(pic, 800, 930, 370)
    near_snow(pic)


def log_house(pic, x, base, size):
    """A wooden cabin, steep roof under snow, light in its windows and on the snow before it."""
    width, height = size, size * 0.42
    pic.glow(x, base - height * 0.5, size * 0.95, "#ffb45e", 0.34)
    left = x - width / 2
    pic.rect(left, base - height, width, height, pic.across(left, 0, left + width, 0, [(0, "#a8623f"), (1, "#7a4434")]))
    for i in range(7):
        pic.rect(left, base - height + i * height / 7, width, 2, "#5d3128", 0, 0.7)
    peak = base - height - size * 0.52
    pic.poly(
        [(left, base - height), (x, peak + 6), (left + width, base - height)],
        pic.down(peak, base - height, [(0, "#7a4434"), (1, "#94563a")]),
    )
    for i in range(1, 8):
        share = i / 8
        pic.line(
            [
                (left + width * share, base - height),
                (left + width * share, base - height - size * 0.5 * (1 - abs(2 * share - 1))),
            ],
            "#5d3128",
            2,
            0.6,
        )
    chimney(pic, x + size * 0.24, peak + size * 0.3, size)
    for side in (-1, 1):
        foot = (x + side * width * 0.64, base - height + size * 0.12)
        pic.line([(x, peak), foot], "#4a2a2a", size * 0.05)
        pic.line(
            [(x - side * 2, peak - size * 0.035), (foot[0] - side * 2, foot[1] - size * 0.04)], "#f4f4fc", size * 0.062
        )
        pic.circle(foot[0] - side * 2, foot[1] - size * 0.036, size * 0.034, "#f4f4fc")
    for shift in (-0.3, 0.3):
        lit_pane(pic, x + shift * width - size * 0.1, base - height * 0.82, size * 0.2, size * 0.19)
    lit_pane(pic, x - size * 0.08, base - height - size * 0.24, size * 0.16, size * 0.17)
    pic.rect(x - size * 0.085, base - height * 0.86, size * 0.17, height * 0.86, "#4a2a2a", 3)
    pic.rect(x - size * 0.055, base - height * 0.78, size * 0.11, height * 0.32, "#ffd78c", 2)
    pic.rect(left - size * 0.08, base - size * 0.035, width + size * 0.16, size * 0.04, "#5d3830", 2)
    pic.pool(x, base + size * 0.1, size * 0.75, size * 0.13, "#ffcf8a", 0.75)
    lantern(pic, x + size * 0.135, base - height * 0.82, size * 0.06, "#ffb25e", "#3a2226", 2, 0.5)


def chimney(pic, x, y, size):
    pic.rect(x, y - size * 0.24, size * 0.1, size * 0.26, "#6a5560")
    pic.rect(x - size * 0.012, y - size * 0.27, size * 0.124, size * 0.04, "#f4f4fc", 4)
    with pic.group(blur=5):
        for i in range(12):
            rise = i / 2
            pic.circle(
                x + size * (0.05 + 0.03 * rise + 0.03 * math.sin(rise * 1.6)),
                y - size * (0.34 + 0.12 * rise),
                size * (0.035 + 0.014 * rise),
                "#f3e6ea",
                0.4 - 0.055 * rise,
            )


def lit_pane(pic, x, y, width, height):
    pic.rect(x - 4, y - 4, width + 8, height + 8, "#4a2a2a", 2)
    pic.rect(x, y, width, height, pic.down(y, y + height, [(0, "#fff0b8"), (1, "#ffb35c")]))
    pic.rect(x + width / 2 - 1.5, y, 3, height, "#4a2a2a")
    pic.rect(x, y + height / 2 - 1.5, width, 3, "#4a2a2a")
    pic.rect(x - 7, y + height + 3, width + 14, 6, "#f4f4fc", 3)


def heron(pic, x, base, size):
    """A heron at the edge of the ice."""
    tone = "#4a5a86"
    pic.line([(x, base), (x + 1, base - size * 0.4)], tone, 2)
    pic.line([(x + 7, base), (x + 6, base - size * 0.4)], tone, 2)
    pic.path(
        form("M-0.28 -0.38Q0 -0.66 0.2 -0.5Q0.08 -0.34 -0.28 -0.38Z", x, base, size),
        tone,
    )
    pic.path(
        form("M0.14 -0.5q0.16 -0.16 0.02 -0.28q0.02 -0.14 0.12 -0.12", x, base, size),
        "none",
        tone,
        4,
    )
    pic.line([(x + size * 0.28, base - size * 0.9), (x + size * 0.48, base - size * 0.86)], tone, 2.6)


def near_snow(pic):
    """The trodden path, a lantern on a post, and two great pines at the sides."""
    pic.path(
        "M770 938L830 938Q880 980 820 1010Q760 1040 860 1080L620 1080Q560 1030 680 1000Q790 970 770 938Z",
        "#b9bfe2",
        None,
        1,
        0.9,
    )
    pic.pool(800, 960, 300, 44, "#ffd59a", 0.6)
    for x, y, width in ((250, 960, 300), (1400, 950, 340), (470, 1030, 260), (1180, 1040, 240)):
        pic.path(
            f"M{x - width / 2} {y}Q{x - width * 0.1} {y - width * 0.26} {x + width / 2} {y}Z",
            pic.down(y - width * 0.13, y, [(0, "#f6f5fc"), (1, "#f6f5fc", 0)]),
        )
    pic.rect(1046, 900, 10, 130, "#4a2f33", 3)
    pic.rect(1030, 896, 64, 8, "#4a2f33", 3)
    lantern(pic, 1084, 902, 40, "#ffb25e", "#3a2226", 6, 0.6)
    for x, lean, height in ((10, 70, 930), (1640, -50, 900)):
        pine(pic, x, 1090, height, lean, "#5d3a3c", "#2c4c66", 6, "#dfe3f4")
    for _ in range(120):
        pic.circle(
            pic.rng.uniform(0, WIDTH),
            pic.rng.uniform(0, HEIGHT),
            pic.rng.choice([1.6, 2.2, 3.2]),
            "#ffffff",
            pic.rng.uniform(0.35, 0.85),
        )

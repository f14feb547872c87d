"""The houses in Gyeongju, from outside."""

from drawing.houses import hanok, lantern
from drawing.plants import cherry_tree, grass, pine
from drawing.sky import birds, cloud, glitter, hills, mist, moon, ridge, sky, stars, water
from drawing.svg import HEIGHT, WIDTH, closed_below, darker, form, lighter, mix, puff, smooth, trace


def wolseong(pic):
    """A full moon over the royal tombs, the flooded field, and the court of raked white gravel."""
    sky(pic, ["#0c1737", "#1c3161", "#3d568a", "#8f97b4"], 600)
    stars(pic, 140, 460)
    moon(pic, 560, 230, 84, "#fff4d4")
    cloud(pic, 760, 330, 460, "#5d76a6", 0.55)
    cloud(pic, 260, 150, 380, "#33497e", 0.7)
    ridge(
        pic,
        [(-20, 500), (200, 440), (420, 480), (700, 420), (960, 478), (1260, 430), (1620, 490)],
        "#34507f",
        620,
        "#8296b4",
        0.03,
    )
    mist(pic, 580, 120, "#a9b6cc", 0.7)
    tombs(pic)
    rice(pic)
    gate_wall(pic)
    court(pic)
    colours = {"wall": "#c9c3c4", "wood": "#3f2c30", "paper": "#ffcd84", "tile": "#2c3a5c", "stone": "#7d869c"}
    hanok(pic, 1150, 872, 800, colours, bays=6, open_bays=(2, 3), height=172)
    for x in (830, 1470):
        lantern(pic, x, 738, 42, "#ffad58", "#2a2230", 8, 0.5)
    stone_lantern(pic, 330, 930)
    pine(pic, 120, 1080, 760, 110, "#4a3a44", "#274a5c", 7)


def tombs(pic):
    """Grass mounds of kings, moonlit on one side."""
    for x, base, width, height in (
        (980, 640, 420, 120),
        (300, 648, 520, 150),
        (640, 652, 380, 130),
        (1360, 652, 560, 140),
    ):
        path = trace(
            "MCZ",
            (x - width / 2, base),
            (x - width * 0.36, base - height * 1.15),
            (x + width * 0.3, base - height * 1.4),
            (x + width / 2, base),
        )
        light = pic.radial(560, 420, 560, [(0, "#9fb89c"), (0.6, "#5a7f86"), (1, "#33557a")])
        pic.path(path, light)
        pic.path(path, pic.down(base - height, base, [(0, "#1c3456", 0), (1, "#1c3456", 0.5)]))


def rice(pic):
    """The paddies, flooded: they hold the moon."""
    pic.rect(0, 640, WIDTH, 260, pic.down(640, 880, [(0, "#7f93ae"), (1, "#3a5580")]))
    for y, bend in ((652, 4), (684, -8), (726, 10), (786, -6)):
        pic.path(f"M-10 {y}Q500 {y + bend * 3} 1000 {y}T1620 {y + bend}", "none", "#1f3a52", 6 + (y - 650) * 0.06)
        for _ in range(46):
            x = pic.rng.uniform(0, 1600)
            size = 7 + (y - 650) * 0.08
            pic.path(
                form("M0 1q-.2 -1 -.5 -1.4M0 1q.1 -1 .5 -1.4M0 1q0 -1 0 -1.7", x, y, size),
                "none",
                "#5f8a78",
                1.8,
            )
    glitter(pic, 560, 646, 800, "#fff4d4", 190, 34, 110)


def court(pic):
    """White gravel, raked in rings round two stones."""
    outline = "M-10 905Q400 838 1620 872L1620 1080L-10 1080Z"
    pic.path(outline, pic.down(850, HEIGHT, [(0, "#cfd6e6"), (0.5, "#aebad4"), (1, "#6f82ac")]))
    with pic.group(clip=outline):
        for i in range(15):
            y = 900 + i * 13 + i * i * 0.35
            pic.path(f"M-10 {y:.0f}Q300 {y - 26:.0f} 620 {y - 6:.0f}T1620 {y - 10:.0f}", "none", "#8496bd", 2.4, 0.75)
        for x, y, size in ((470, 985, 92), (650, 940, 54)):
            for ring in range(5, 0, -1):
                pic.ellipse(
                    x, y, size * (0.7 + ring * 0.3), size * (0.2 + ring * 0.1), "#8496bd" if ring % 2 else "#c3cce0"
                )
            pic.path(puff(pic.rng, x, y + 8, size * 1.1, size * 0.72, 3), "#3d4a68")
            pic.path(puff(pic.rng, x - size * 0.1, y - 4, size * 0.7, size * 0.42, 3), "#6a7a9c")
        pic.pool(1150, 885, 520, 74, "#ffc987", 0.75)
    for x, y, wide in ((1150, 900, 60), (1120, 938, 72), (1168, 986, 88), (1120, 1044, 106)):
        pic.ellipse(x, y + 6, wide, wide * 0.24, "#4a5878", 0.8)
        pic.ellipse(x, y, wide, wide * 0.24, "#c3bfc4")


def gate_wall(pic):
    """The low wall at the left, under tiles."""
    pic.rect(-10, 800, 700, 120, pic.down(800, 900, [(0, "#b4b8c8"), (1, "#76829e")]))
    for i in range(42):
        pic.rect(-10 + i * 17, 776, 10, 28, "#43547c", 4)
    pic.rect(-10, 768, 700, 12, "#26345a", 4)


def stone_lantern(pic, x, base):
    """A stone lantern, lit."""
    pic.pool(x, base, 110, 16, "#2a3658", 0.7)
    pic.rect(x - 34, base - 20, 68, 20, "#8f97ac", 3)
    pic.rect(x - 14, base - 96, 28, 80, pic.across(x - 14, 0, x + 14, 0, [(0, "#a9b0c4"), (1, "#6a7490")]))
    pic.poly([(x - 32, base - 96), (x + 32, base - 96), (x + 22, base - 84), (x - 22, base - 84)], "#8f97ac")
    pic.glow(x, base - 122, 130, "#ffc06a", 0.6)
    pic.rect(x - 25, base - 146, 50, 50, "#8f97ac", 2)
    pic.rect(x - 15, base - 138, 30, 36, "#ffdf98", 8)
    pic.path(
        form("M-52 -140Q-20 -152 -14 -176L14 -176Q20 -152 52 -140Z", x, base),
        "#6a7490",
    )
    pic.circle(x, base - 182, 9, "#8f97ac")


def bomun(pic):
    """Spring on the lake: cherry blossom over the water, swans, the broad hotel on the far shore."""
    sky(pic, ["#79b8dc", "#b9dbe6", "#f3e3e0", "#fde6d2"], 560)
    cloud(pic, 560, 150, 420, "#ffffff", 0.85)
    cloud(pic, 1200, 100, 320, "#ffffff", 0.7)
    birds(pic, 820, 220, 5, 13, "#7f94a4")
    ridge(
        pic,
        [(-20, 470), (180, 390), (360, 430), (560, 330), (720, 400), (880, 350), (1100, 430), (1320, 370), (1620, 460)],
        "#9db9cc",
        600,
        "#e3dcd8",
        0.035,
    )
    hills(
        pic,
        [(-20, 520), (240, 470), (520, 510), (820, 470), (1140, 515), (1400, 470), (1620, 500)],
        "#84ab9c",
        620,
        "#c3d0b8",
    )
    for x in range(-10, 1620, 40):
        tone = pic.rng.choice(["#f3b8c6", "#f7cdd4", "#8fb58a", "#f0a9bc"])
        pic.path(puff(pic.rng, x, 604 + pic.rng.uniform(-4, 4), 76, 52, 5), tone)
    broad_hotel(pic)
    for x, tone in (
        (160, "#f3b8c6"),
        (250, "#f7cdd4"),
        (1330, "#f0a9bc"),
        (1420, "#f7cdd4"),
        (1500, "#f3b8c6"),
        (330, "#a9c796"),
    ):
        pic.path(puff(pic.rng, x, 628, 120, 80, 6), darker(tone, 0.08))
        pic.path(puff(pic.rng, x - 8, 616, 90, 60, 5), lighter(tone, 0.25))
    lake(pic)
    near_shore(pic)


def broad_hotel(pic):
    """Seven floors in a gentle curve, a balcony to each room."""
    middle, half, rows, columns, top, base = 790, 430, 7, 20, 330, 612

    def bow(share):
        return 26 * (2 * share - 1) ** 2

    outline = [(middle - half + 2 * half * i / 20, top + bow(i / 20)) for i in range(21)]
    pic.path(
        closed_below(smooth(outline), middle - half, middle + half, base),
        pic.across(middle - half, 0, middle + half, 0, [(0, "#e3d4c8"), (0.4, "#fff8ec"), (1, "#dcc8bc")]),
    )
    for row in range(rows):
        for i in range(columns):
            share = (i + 0.5) / columns
            x = middle - half + 2 * half * share
            sink = bow(share) * (1 - row / rows)
            y = top + 22 + row * 37 + sink
            pic.rect(x - 15, y, 30, 22, mix("#5f93ac", "#a9cdd4", pic.rng.random()), 1)
            pic.rect(x - 19, y + 15, 38, 10, "#fffdf6", 1, 0.95)
            pic.rect(x - 19, y + 25, 38, 3, "#cbb4a6")
    pic.path(smooth([(x, y - 4) for x, y in outline]), "none", "#c97f6a", 12)
    pic.rect(middle - 96, 292, 192, 50, "#f3e4d4", 3)
    for i in range(3):
        pic.path(f"M{middle - 66 + i * 46} 322q11 -16 22 0q11 16 22 0", "none", "#5f93ac", 5)
    pic.rect(middle - 130, base - 48, 260, 50, pic.down(base - 48, base, [(0, "#ffe9bf"), (1, "#f3c48a")]))
    for i in range(9):
        pic.rect(middle - 130 + i * 32, base - 48, 5, 50, "#b07a66")
    pic.poly(
        [(middle - 156, base - 48), (middle + 156, base - 48), (middle + 136, base - 64), (middle - 136, base - 64)],
        "#c97f6a",
    )


def lake(pic):
    """The lake with the shore's colours upside down in it."""
    water(pic, 624, HEIGHT, "#cfe0de", "#6fa6b8", None)
    with pic.group(clip="M0 626L1600 626L1600 900L0 900Z", opacity=0.55):
        pic.poly(
            [(370, 626), (1210, 626), (1190, 760), (390, 760)],
            pic.down(626, 750, [(0, "#fff4e6", 0.9), (1, "#fff4e6", 0)]),
        )
        for x in range(-10, 1620, 60):
            tone = pic.rng.choice(["#f3b8c6", "#f0a9bc", "#8fb58a", "#f7cdd4"])
            pic.ellipse(x, 640, 52, 40, pic.down(620, 690, [(0, tone, 0.9), (1, tone, 0)]))
    for _ in range(90):
        depth = pic.rng.random() ** 1.4
        pic.pill(
            pic.rng.uniform(0, 1600),
            634 + depth * 400,
            (24 + 150 * depth) * pic.rng.uniform(0.4, 1),
            2 + 3 * depth,
            "#ffffff",
            0.3,
        )
    for x, y, size, flip in ((700, 800, 104, 1), (900, 850, 128, -1)):
        swan(pic, x, y, size, flip)
    for _ in range(70):
        depth = pic.rng.random()
        pic.ellipse(pic.rng.uniform(200, 1500), 720 + depth * 320, 3 + 4 * depth, 1.4 + 1.6 * depth, "#fbd0da", 0.9)


def swan(pic, x, y, size, flip):
    """A swan that pretends not to beg."""
    pic.ellipse(x, y + size * 0.16, size * 0.6, size * 0.1, "#ffffff", 0.4)
    pic.path(
        form("M-0.56 -0.16Q-0.3 0.2 0.14 0.1Q0.48 0.04 0.36 -0.16Q0 -0.3 -0.56 -0.16Z", x, y, flip * size, size),
        "#ffffff",
    )
    pic.path(
        form("M-0.6 -0.28Q-0.1 -0.42 0.2 -0.14Q-0.1 0.08 -0.6 -0.28Z", x, y, flip * size, size),
        "#e6ecf0",
    )
    pic.path(
        form("M0.28 -0.06C0.6 -0.3 0.22 -0.5 0.4 -0.7Q0.5 -0.78 0.56 -0.66", x, y, flip * size, size),
        "none",
        "#ffffff",
        size * 0.1,
    )
    pic.poly(
        [
            (x + flip * size * 0.55, y - size * 0.71),
            (x + flip * size * 0.72, y - size * 0.6),
            (x + flip * size * 0.54, y - size * 0.6),
        ],
        "#f08a4a",
    )
    pic.circle(x + flip * size * 0.5, y - size * 0.7, size * 0.018, "#33303a")


def near_shore(pic):
    """Cherry trees that lean over the water from both sides, and petals on the grass."""
    cherry_tree(pic, 60, 1010, 225, 1.25, "#5a4048", "#f7c3d0", 5)
    cherry_tree(pic, 1560, 1020, 190, 1.95, "#5a4048", "#f9ccd6", 5)
    pic.path(
        closed_below(smooth([(-20, 920), (140, 930), (320, 975), (520, 1036), (640, 1090)]), -20, 640, 1090),
        pic.down(900, HEIGHT, [(0, "#9cc07c"), (1, "#5f9160")]),
    )
    pic.path(
        closed_below(smooth([(1180, 1090), (1300, 1020), (1460, 970), (1620, 950)]), 1180, 1620, 1090),
        pic.down(930, HEIGHT, [(0, "#9cc07c"), (1, "#5f9160")]),
    )
    grass(pic, -10, 330, 975, 44, "#5f9a5c", 60)
    grass(pic, 1400, 1620, 1000, 44, "#5f9a5c", 40)
    for _ in range(60):
        pic.ellipse(pic.rng.uniform(0, 1600), pic.rng.uniform(120, 1060), 5, 3, "#ffe3ea", 0.85)

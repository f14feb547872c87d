"""The houses in Seoul, from outside."""

from drawing.houses import bicycle, cat, hanok, lantern, light_string, parasol, street_lamp, tiled_roof
from drawing.landmarks import courtyard_wall, girder_bridge, needle
from drawing.plants import bush, grass, persimmon_tree, pine
from drawing.sky import birds, cloud, hills, mist, ridge, sky, skyline, stars, sun, water
from drawing.svg import HEIGHT, WIDTH, darker, form, lighter, mix, puff


def jar(pic, x, base, size, clay="#5b3326"):
    """An earthen jar (onggi) with its lid."""
    pic.ellipse(x, base, size * 0.42, size * 0.07, "#1a1020", 0.35)
    body = form("M-0.26 -0.9C-0.62 -0.7 -0.5 -0.2 -0.28 0L0.28 0C0.5 -0.2 0.62 -0.7 0.26 -0.9Z", x, base, size)
    pic.path(
        body,
        pic.across(
            x - size * 0.5, 0, x + size * 0.5, 0, [(0, lighter(clay, 0.22)), (0.4, clay), (1, darker(clay, 0.45))]
        ),
    )
    pic.ellipse(x, base - size * 0.9, size * 0.33, size * 0.07, darker(clay, 0.25))
    pic.ellipse(x, base - size * 0.95, size * 0.3, size * 0.07, lighter(clay, 0.12))
    pic.pill(x, base - size * 1.01, size * 0.14, size * 0.07, clay)


def jumak(pic):
    """Bukchon on an autumn evening: tiled roofs, the inn's lit paper doors, the persimmon tree."""
    sky(pic, ["#27345e", "#5d568c", "#c97a80", "#f6b27f", "#fbd9a0"], 600)
    stars(pic, 60, 220)
    pic.glow(1180, 560, 620, "#ffb877", 0.55)
    cloud(pic, 360, 250, 420, "#f0a58c", 0.5)
    cloud(pic, 1330, 190, 360, "#b9799a", 0.45)
    ridge(
        pic,
        [
            (-20, 520),
            (160, 440),
            (300, 470),
            (590, 268),
            (690, 352),
            (790, 322),
            (960, 450),
            (1130, 385),
            (1300, 452),
            (1450, 405),
            (1620, 470),
        ],
        "#69588a",
        620,
        "#e2a184",
        0.05,
        True,
    )
    ridge(
        pic,
        [(-20, 560), (220, 500), (480, 540), (760, 478), (1050, 540), (1330, 490), (1620, 545)],
        "#574a78",
        660,
        "#c58480",
        0.03,
    )
    palace(pic, 1210, 585)
    rows = (
        (612, 5, 150, "#84668a", "#eab58f"),
        (668, 4, 200, "#62547c", "#f3bd7e"),
        (738, 4, 260, "#4a456c", "#ffc879"),
    )
    for base, count, size, tile, light in rows:
        roof_row(pic, base, count, size, tile, light)
        mist(pic, base + 30, 90, "#f2b48c", 0.32)
    pic.rect(0, 800, WIDTH, 267, pic.down(800, HEIGHT, [(0, "#a97a70"), (0.4, "#8d6a6c"), (1, "#584766")]))
    colours = {"wall": "#e9d3bd", "wood": "#5a3428", "paper": "#ffc877", "tile": "#413d5c", "stone": "#8d7d86"}
    courtyard_wall(pic, -20, 420, 880, 96, "#a5807c", "#4a4566")
    courtyard_wall(pic, 1480, 1620, 880, 96, "#a5807c", "#4a4566")
    hanok(pic, 950, 905, 960, colours, bays=7, open_bays=(3,), height=186)
    evening_court(pic)
    pic.pool(190, 1000, 210, 30, "#1d1730", 0.75)
    pic.path("M95 1008Q150 985 158 900L212 900Q216 985 262 1010Z", "#2e2230")
    persimmon_tree(pic, 178, 996, 205, 1.36, "#2e2230", "#f0793a", 5)
    for x, base, size in ((1400, 985, 92), (1492, 1010, 118), (1572, 985, 84), (1448, 1040, 78)):
        jar(pic, x, base, size)
    pic.wash(pic.down(0, HEIGHT, [(0, "#ffffff"), (0.75, "#ffffff"), (1, "#c7b4cf")]))


def palace(pic, x, base):
    """The palace gate, far away, with two roofs."""
    pic.rect(x - 110, base - 92, 220, 100, "#a8718a")
    tiled_roof(pic, x, base - 84, 170, 44, "#705987", tiles=24)
    pic.rect(x - 80, base - 156, 160, 34, "#b67b88")
    pic.rect(x - 80, base - 130, 160, 8, "#705987")
    tiled_roof(pic, x, base - 146, 132, 46, "#705987", tiles=20)


def roof_row(pic, base, count, size, tile, light):
    """Houses of the quarter, close together."""
    step = WIDTH / count
    for i in range(count + 1):
        x = i * step + pic.rng.uniform(-40, 40) - step * 0.2
        half = size * pic.rng.uniform(0.85, 1.15)
        eave = base + pic.rng.uniform(-14, 14)
        pic.rect(x - half * 0.82, eave - 6, half * 1.64, 110, mix(tile, "#e8c0a2", 0.3))
        for bay in (-0.45, 0.05, 0.45):
            if pic.rng.random() < 0.7:
                pic.rect(x + bay * half, eave + 14, half * 0.24, half * 0.24, light, 1, 0.9)
        tiled_roof(pic, x, eave, half, half * 0.36, tile, tiles=20)


def evening_court(pic):
    """The court before the inn: light from the doors, stepping stones, lanterns at the eaves."""
    pic.pool(950, 915, 640, 105, "#ffca85", 0.6)
    with pic.group(clip="M-10 905L1610 905L1610 1080L-10 1080Z", blur=7):
        for x in (537, 674, 811, 1089, 1226, 1363):
            pic.poly(
                [(x - 46, 900), (x + 46, 900), (x + 76, 1000), (x - 76, 1000)],
                pic.down(905, 1000, [(0, "#ffdf9e", 0.7), (1, "#ffd08a", 0)]),
            )
        pic.poly(
            [(890, 900), (1010, 900), (1090, 1067), (810, 1067)],
            pic.down(905, 1067, [(0, "#ffe0a0", 0.8), (1, "#ffcf86", 0.05)]),
        )
    for i, (x, y) in enumerate(((950, 930), (930, 962), (962, 1000), (928, 1046))):
        pic.ellipse(x, y + 5, 46 + i * 9, 11 + i * 2.6, "#3c2f4a", 0.5)
        pic.ellipse(x, y, 46 + i * 9, 11 + i * 2.6, "#d9b596")
    for x in (705, 1195):
        lantern(pic, x, 742, 50, "#ff9c4a", "#3a2230", 14)
    for x, size in ((470, 120), (395, 90), (1395, 70)):
        bush(pic, x, 912, size, "#5e5a63")


def hangang(pic):
    """The river at nightfall: a slim tower with a glowing crown, a bridge, the lights on the water."""
    sky(pic, ["#101b3d", "#243a6d", "#7a5f93", "#e58f7d", "#f8c08b"], 640)
    stars(pic, 90, 300)
    pic.glow(420, 640, 640, "#ff9d78", 0.5)
    cloud(pic, 300, 420, 420, "#d98592", 0.4)
    cloud(pic, 760, 300, 300, "#6a5c95", 0.6)
    hills(
        pic,
        [(-20, 560), (160, 520), (300, 552), (520, 520), (760, 548), (980, 500), (1180, 540), (1400, 505), (1620, 560)],
        "#80689a",
        650,
        "#d28d8f",
    )
    hills(
        pic,
        [(-20, 610), (200, 586), (400, 520), (500, 478), (565, 462), (650, 482), (760, 540), (960, 590), (1620, 600)],
        "#564d83",
        655,
        "#b77a8d",
    )
    needle(pic, 565, 468, 128, "#3c3a6b", "#ffd9a0")
    skyline(
        pic,
        652,
        [(-10, 90), (200, 130), (380, 70), (620, 60), (820, 120), (1010, 160), (1180, 120), (1610, 90)],
        "#4b467c",
        "#c98a93",
        "#ffd596",
        0.35,
    )
    skyline(
        pic,
        656,
        [(-10, 60), (300, 80), (560, 40), (900, 70), (1610, 60)],
        "#383a6a",
        "#a8738f",
        "#ffc982",
        0.4,
        (30, 70),
    )
    water(pic, 652, 920, "#d58a86", "#1f3160", "#f7b892", 70)
    girder_bridge(pic, 690, "#2a2c58", "#ffdc9a")
    tower(pic)
    riverside(pic)


def tower(pic):
    """The hotel: seventeen slim floors and a bar on top."""
    left, width, top, base = 1128, 196, 120, 905
    pic.glow(left + width / 2, 170, 300, "#ffb45e", 0.42)
    side = left + width
    pic.poly(
        [(side, top + 92), (side + 62, top + 116), (side + 62, base), (side, base)],
        pic.down(top, base, [(0, "#20275a"), (1, "#131a38")]),
    )
    for row in range(17):
        y = top + 138 + row * 38.5
        tone = "#f6b76a" if pic.rng.random() < 0.35 else "#2c3a70"
        pic.poly([(side + 12, y), (side + 50, y + 5), (side + 50, y + 27), (side + 12, y + 23)], tone)
    pic.rect(left, top + 90, width, base - top - 90, pic.across(left, 0, side, 0, [(0, "#4a4c86"), (1, "#2d3266")]))
    for row in range(17):
        y = top + 112 + row * 38.5
        pic.rect(left - 4, y + 30, width + 4, 4, "#5d5c97")
        for column, (shift, wide) in enumerate(((12, 84), (108, 34), (150, 34))):
            is_lit = pic.rng.random() < 0.55
            window(pic, left + shift, y, wide, 27, is_lit, "#ffc26e" if column else "#ffd08a")
    bar(pic, left, width, top)
    pic.rect(left - 6, base - 58, width + 74, 58, pic.down(base - 58, base, [(0, "#ffdf9c"), (1, "#f09a52")]))
    for i in range(8):
        pic.rect(left - 6 + i * 38.5, base - 58, 5, 58, "#33305a")
    pic.rect(left - 40, base - 68, width + 130, 13, "#272a54", 3)
    for x in (left + 14, left + 90, left + 166, left + 242):
        lantern(pic, x, base - 56, 25, "#ff8f4a", "#33203a", 2, 0.4)


def window(pic, x, y, width, height, is_lit, light):
    """A window of the tower; the evening sky lies on the dark ones."""
    if not is_lit:
        pic.rect(
            x,
            y,
            width,
            height,
            pic.across(x, y, x + width, y + height, [(0, "#41518f"), (0.6, "#6c6398"), (1, "#9a708f")]),
        )
        return
    pic.rect(x, y, width, height, pic.down(y, y + height, [(0, lighter(light, 0.4)), (1, light)]))
    curtain = width * pic.rng.choice([0.12, 0.2])
    pic.rect(x, y, curtain, height, "#c98a5c", 0, 0.75)
    pic.rect(x + width - curtain, y, curtain, height, "#c98a5c", 0, 0.75)
    if width > 50:
        pic.rect(x + width * 0.6, y + height * 0.55, 12, height * 0.45, "#b06a48", 2)
        pic.poly(
            [
                (x + width * 0.6, y + height * 0.55),
                (x + width * 0.6 + 12, y + height * 0.55),
                (x + width * 0.6 + 9, y + height * 0.3),
                (x + width * 0.6 + 3, y + height * 0.3),
            ],
            "#fff3cf",
        )


def bar(pic, left, width, top):
    """The bar on the top floor, lit like a lantern."""
    pic.rect(left - 8, top + 80, width + 16, 13, "#54538c", 2)
    pic.rect(left + 4, top + 10, width - 8, 70, pic.down(top + 10, top + 80, [(0, "#fff0bf"), (1, "#ff9f4d")]))
    for i, x in enumerate(range(left + 26, left + 190, 36)):
        pic.line([(x, top + 12), (x, top + 26 + (i % 2) * 6)], "#7a4a4c", 1.6)
        pic.circle(x, top + 30 + (i % 2) * 6, 6, "#fffbe6")
    pic.rect(left + 4, top + 62, width - 8, 18, "#b5653c")
    for x in range(left + 16, left + 186, 28):
        pic.rect(x, top + 48, 5, 15, "#8c4a38", 2)
        pic.rect(x + 9, top + 53, 5, 10, "#d98a52", 2)
    for i in range(6):
        pic.rect(left + 2 + i * (width - 8) / 5, top + 10, 4, 72, "#4c3358")
    pic.rect(left - 14, top, width + 28, 12, "#3f417a", 3)
    pic.rect(left + 94, top - 72, 4, 72, "#3a3c70")
    pic.circle(left + 96, top - 74, 5, "#ff7d63")


def riverside(pic):
    """The path along the bank, bicycles and lamps."""
    pic.path(
        "M-10 900Q500 868 1620 896L1620 1080L-10 1080Z",
        pic.down(880, HEIGHT, [(0, "#3a4a63"), (0.3, "#26344f"), (1, "#141d36")]),
    )
    pic.path(
        "M-10 962Q560 922 1620 948L1620 1000Q700 972 -10 1034Z", pic.down(930, 1030, [(0, "#8b7390"), (1, "#5a5480")])
    )
    pic.path("M-10 996Q560 948 1620 972", "none", "#f3c79a", 2.4, 0.7)
    pic.pool(1230, 930, 420, 60, "#ffcf8e", 0.65)
    for x, base, height in ((120, 950, 168), (470, 930, 150), (800, 924, 146), (1530, 940, 160)):
        street_lamp(pic, x, base, height, "#141a38", "#ffd089")
        pic.pool(x, base + 10, 190, 26, "#ffd89c", 0.5)
    for i in range(4):
        bicycle(pic, 905 + i * 62, 962 + i * 2, 96, ["#f7e6c9", "#ff9a6a", "#f7e6c9", "#9fd0c7"][i])
    grass(pic, -10, 1610, 1062, 62, "#1d3447", 260)
    grass(pic, -10, 380, 900, 40, "#26405a", 60)


def namsan(pic):
    """Houses up the hill in the late afternoon, the stairs between them, the tower above, a cat on the wall."""
    sky(pic, ["#5aa4c4", "#a9d3d0", "#fbe3b0", "#ffd098"], 620)
    sun(pic, 1330, 330, 52, "#fff6dc", "#ffd48c", 0.6)
    cloud(pic, 300, 190, 380, "#fff4dd", 0.85)
    cloud(pic, 1040, 140, 300, "#fff4dd", 0.7)
    birds(pic, 980, 260, 7, 13, "#5a6f74")
    hills(
        pic,
        [(-20, 560), (160, 480), (380, 330), (560, 258), (720, 232), (900, 280), (1120, 400), (1380, 500), (1620, 545)],
        "#4f8f83",
        780,
        "#a9c79b",
    )
    for _ in range(150):
        x = pic.rng.uniform(40, 1500)
        y = 300 + abs(x - 720) * 0.34 + pic.rng.uniform(10, 230)
        pic.path(
            puff(pic.rng, x, y, pic.rng.uniform(40, 90), 32, 4),
            mix("#3f8076", "#8fb88d", pic.rng.random()),
            None,
            1,
            0.75,
        )
    needle(pic, 720, 242, 190, "#6d7f86", "#fff3d0")
    village(pic)
    stairs(pic)
    guesthouse(pic)
    pic.path("M-10 1067L-10 930L360 962L430 1067Z", "#5d5a63")
    for i in range(7):
        pic.rect(-10 + i * 60, 940 + i * 5.2, 52, 20, "#7d7880", 4)
    cat(pic, 214, 952, 92, "#33293a")
    pine(pic, 60, 1067, 560, 60, "#7b4a38", "#356a5c", 6)


def village(pic):
    """The small houses of the slope, row above row."""
    walls = ["#f3dcc0", "#eec39a", "#f7ebd8", "#d99b80", "#cfd8c8", "#e8b48c"]
    roofs = ["#c1624a", "#4f7f86", "#8a5c4e", "#5c8f7d", "#d98a5a"]
    for row in range(6):
        y = 560 + row * 82
        size = 62 + row * 15
        x = -30 + pic.rng.uniform(-30, 30)
        while x < 1620:
            width = size * pic.rng.uniform(0.95, 1.5)
            height = size * pic.rng.uniform(0.8, 1.15)
            base = y + pic.rng.uniform(-12, 12) + abs(x - 760) * 0.06
            if abs(x + width / 2 - (790 - row * 12)) > 70 + row * 22:
                haze = 0.42 - row * 0.08
                small_house(
                    pic,
                    x,
                    base,
                    width,
                    height,
                    mix(pic.rng.choice(walls), "#c9d6bd", max(0, haze)),
                    mix(pic.rng.choice(roofs), "#b9cdb4", max(0, haze)),
                )
            x += width + pic.rng.uniform(2, 16)


def small_house(pic, x, base, width, height, wall, roof):
    pic.rect(
        x,
        base - height,
        width,
        height + 60,
        pic.across(x, 0, x + width, 0, [(0, darker(wall, 0.16)), (0.4, wall), (1, lighter(wall, 0.12))]),
    )
    if pic.rng.random() < 0.5:
        pic.poly(
            [
                (x - 6, base - height),
                (x + width * 0.3, base - height * 1.34),
                (x + width * 0.74, base - height * 1.34),
                (x + width + 6, base - height),
            ],
            roof,
        )
        pic.poly(
            [
                (x + width * 0.62, base - height),
                (x + width * 0.74, base - height * 1.34),
                (x + width + 6, base - height),
            ],
            lighter(roof, 0.15),
        )
    else:
        pic.rect(x - 4, base - height - 9, width + 8, 12, roof, 2)
        pic.pill(x + width * 0.7, base - height - 20, width * 0.24, 22, mix(roof, "#4c7fa8", 0.6))
    count = 2 if width < 110 else 3
    for i in range(count):
        left = x + width * (0.14 + i * 0.8 / count)
        pic.rect(left, base - height * 0.76, width * 0.17, height * 0.3, "#46626c", 2)
        pic.rect(left, base - height * 0.76, width * 0.17, height * 0.1, "#7d9ba0", 2)


def stairs(pic):
    """The steps, from our feet up to the trees."""
    steps = 34
    for i in range(steps):
        share = i / steps
        near = (1 - share) ** 1.7
        y = 545 + 530 * near
        x = 790 - 70 * near + 26 * (1 if 0.3 < share < 0.6 else 0) * (1 - share)
        half = 26 + 190 * near
        tall = 4 + 27 * near
        pic.rect(x - half, y, half * 2, tall, mix("#b9a68f", "#d9cdb0", share))
        pic.rect(x - half, y, half * 2, tall * 0.42, mix("#f0dcb8", "#eee2c0", share))
    for side in (-1, 1):
        rail = []
        for i in range(12):
            near = (1 - i / 11) ** 1.7
            rail.append((790 - 70 * near + side * (22 + 170 * near), 540 + 530 * near - 14 - 70 * near))
        for (x, y), near in zip(rail, [(1 - i / 11) ** 1.7 for i in range(12)]):
            pic.line([(x, y), (x, y + 14 + 78 * near)], "#3f5560", 1.4 + 4 * near)
        pic.line(rail, "#3f5560", 5)


def guesthouse(pic):
    """The house itself: three floors, a terrace on the roof with a parasol and lights."""
    left, right, base, top = 985, 1440, 1067, 560
    pic.rect(
        left,
        top,
        right - left,
        base - top,
        pic.across(left, 0, right, 0, [(0, "#c9794f"), (0.3, "#e39a68"), (1, "#f2b882")]),
    )
    pic.poly([(left - 74, top + 50), (left, top), (left, base), (left - 74, base)], "#a85f45")
    for row in range(3):
        y = top + 62 + row * 150
        for column in range(3):
            x = left + 48 + column * 138
            pic.rect(x - 8, y - 8, 96, 104, "#f7e2c0", 3)
            pic.rect(x, y, 80, 88, pic.down(y, y + 88, [(0, "#5f8f9c"), (1, "#b9d4c4")]))
            pic.poly([(x, y + 88), (x + 44, y), (x + 66, y), (x + 22, y + 88)], "#ffffff", None, 1, 0.28)
            pic.rect(x + 38, y, 5, 88, "#f7e2c0")
            if row < 2:
                pic.rect(x - 12, y + 84, 104, 18, "#7b4a38", 3)
                for _ in range(9):
                    pic.circle(
                        x + pic.rng.uniform(-6, 88),
                        y + 82 + pic.rng.uniform(-12, 4),
                        pic.rng.uniform(6, 10),
                        pic.rng.choice(["#4f8a63", "#6aa36f", "#e8604c", "#f4c95d"]),
                    )
    pic.rect(left + 176, 940, 100, 140, "#7b3f36", 4)
    pic.rect(left + 186, 952, 80, 120, pic.down(952, 1067, [(0, "#ffe2a3"), (1, "#e8a763")]), 3)
    pic.rect(left + 224, 952, 4, 120, "#7b3f36")
    pic.path(f"M{left + 150} 950L{left + 302} 950L{left + 286} 916L{left + 166} 916Z", "#4f8f83")
    pic.rect(left - 12, top - 16, right - left + 24, 20, "#8d4f3c", 3)
    for i in range(20):
        pic.rect(left - 4 + i * 23.6, top - 66, 5, 52, "#5b4048")
    pic.rect(left - 10, top - 70, right - left + 20, 8, "#5b4048", 3)
    parasol(pic, 1290, top - 14, 190, "#f3efe0", "#e2604a")
    pic.rect(1130, top - 58, 96, 9, "#4f8f83", 3)
    for x in (1140, 1212):
        pic.rect(x, top - 52, 7, 38, "#3f5560")
    for x in (left + 12, right - 14):
        pic.rect(x, top - 210, 6, 200, "#5b4048")
    light_string(pic, (left + 15, top - 206), (right - 11, top - 206), 40, 13, "#ffd680")

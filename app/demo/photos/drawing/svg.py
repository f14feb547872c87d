"""A picture under work: shapes, gradients and colours, written as SVG."""

import math
import random
import re
from contextlib import contextmanager

WIDTH, HEIGHT = 1600, 1067
# How many points each command of a path takes.
POINTS = {"M": 1, "L": 1, "T": 1, "Q": 2, "C": 3, "Z": 0}


def rgb(colour):
    """The three channels of `#rrggbb`."""
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def mix(one, other, share):
    """The colour that lies `share` (0..1) of the way from one to the other."""
    pairs = zip(rgb(one), rgb(other))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(colour, share=0.2):
    return mix(colour, "#ffffff", share)


def darker(colour, share=0.2):
    return mix(colour, "#0b1020", share)


def number(value):
    """Short: a tenth of a pixel is fine enough."""
    return f"{value:.1f}".removesuffix(".0")


def straight(points, closed=True):
    """A path along the points."""
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return path + "Z" if closed else path


def smooth(points):
    """An open, soft path through the points (Catmull-Rom as Béziers)."""
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:]):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path += "C" + " ".join(number(value) for point in (first, second, end) for value in point)
    return path


def form(text, x, y, across=1.0, up=None):
    """A path written in a measure of its own, set down at (x, y) and stretched."""
    up = abs(across) if up is None else up
    path, is_moved, is_across = "", True, True
    for mark in re.findall(r"[A-Za-z]|-?[\d.]+", text):
        if mark.isalpha():
            path, is_moved, is_across = path + mark, mark.isupper(), True
            continue
        scale, start = (across, x) if is_across else (up, y)
        path += number(float(mark) * scale + (start if is_moved else 0)) + " "
        is_across = not is_across
    return path


def trace(commands, *points):
    """A path along the points: each command takes as many of them as it needs."""
    path, rest = "", iter(points)
    for command in commands:
        taken = [next(rest) for _ in range(POINTS[command])]
        path += command + " ".join(f"{number(x)} {number(y)}" for x, y in taken)
    return path


def ring(x, y, radius):
    """The path of a circle."""
    arc = f"A{number(radius)} {number(radius)} 0 1 1"
    start, turn = (f"{number(at)} {number(y)}" for at in (x - radius, x + radius))
    return f"M{start}{arc} {turn}{arc} {start}Z"


def closed_below(path, left, right, bottom):
    """The path from left to right, closed along the bottom."""
    return f"{path}L{number(right)} {number(bottom)}L{number(left)} {number(bottom)}Z"


def quadratic(start, bend, end, share):
    """A point of the quadratic Bézier curve."""
    rest = 1 - share
    return tuple(rest * rest * a + 2 * rest * share * b + share * share * c for a, b, c in zip(start, bend, end))


class Picture:
    """Collects shapes from back to front. The same seed draws the same picture."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.shapes = []
        self.definitions = []

    def svg(self):
        size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        definitions = "".join(self.definitions)
        shapes = "\n".join(self.shapes)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{definitions}</defs>\n{shapes}\n</svg>\n'

    def define(self, kind, attributes, content):
        name = f"d{len(self.definitions)}"
        self.definitions.append(f'<{kind} id="{name}" {attributes}>{content}</{kind}>')
        return f"url(#{name})"

    @staticmethod
    def _stops(stops):
        """Each stop: a share, a colour, and an opacity if it is not one."""
        texts = []
        for share, colour, *opacity in stops:
            seen = f' stop-opacity="{opacity[0]}"' if opacity else ""
            texts.append(f'<stop offset="{share}" stop-color="{colour}"{seen}/>')
        return "".join(texts)

    def down(self, top, bottom, stops):
        """A gradient from one height to another."""
        return self.across(0, top, 0, bottom, stops)

    def across(self, x1, y1, x2, y2, stops):
        place = (
            f'gradientUnits="userSpaceOnUse" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        )
        return self.define("linearGradient", place, self._stops(stops))

    def radial(self, x, y, radius, stops):
        place = f'gradientUnits="userSpaceOnUse" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        return self.define("radialGradient", place, self._stops(stops))

    def path(self, path, fill="none", stroke=None, width=1.0, opacity=1.0, cap="round"):
        line = ""
        if stroke:
            line = f' stroke="{stroke}" stroke-width="{number(width)}" stroke-linecap="{cap}" stroke-linejoin="round"'
        seen = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
        self.shapes.append(f'<path d="{path}" fill="{fill}"{line}{seen}/>')

    def poly(self, points, fill, stroke=None, width=1.0, opacity=1.0):
        self.path(straight(points), fill, stroke, width, opacity)

    def line(self, points, stroke, width=1.0, opacity=1.0, cap="round"):
        self.path(straight(points, closed=False), "none", stroke, width, opacity, cap)

    def rect(self, x, y, width, height, fill, radius=0.0, opacity=1.0):
        seen = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
        corner = f' rx="{number(radius)}"' if radius else ""
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self.shapes.append(f'<rect {place}{corner} fill="{fill}"{seen}/>')

    def pill(self, x, y, width, height, fill, opacity=1.0):
        """A bar with round ends, centred on the point."""
        self.rect(x - width / 2, y - height / 2, width, height, fill, height / 2, opacity)

    def circle(self, x, y, radius, fill, opacity=1.0):
        self.ellipse(x, y, radius, radius, fill, opacity)

    def ellipse(self, x, y, across, up, fill, opacity=1.0):
        seen = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
        place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(across)}" ry="{number(up)}"'
        self.shapes.append(f'<ellipse {place} fill="{fill}"{seen}/>')

    def glow(self, x, y, radius, colour, strength=0.6):
        """Light that spreads from a point and brightens what was drawn before."""
        fill = self.radial(x, y, radius, [(0, colour, strength), (0.35, colour, strength * 0.42), (1, colour, 0)])
        with self.group(blend="screen"):
            self.circle(x, y, radius, fill)

    def pool(self, x, y, across, up, colour, strength=0.5):
        """A soft oval of light (or of shade) that lies on the ground."""
        stops = self._stops([(0, colour, strength), (0.45, colour, strength * 0.6), (1, colour, 0)])
        self.ellipse(x, y, across, up, self.define("radialGradient", "", stops))

    def wash(self, fill, blend="multiply", opacity=1.0):
        """Colours the whole picture so far."""
        with self.group(blend=blend):
            self.rect(0, 0, WIDTH, HEIGHT, fill, 0, opacity)

    @contextmanager
    def group(self, clip=None, opacity=None, blend=None, blur=None, move=None):
        """What is drawn inside is clipped, faded, blended, blurred or moved as one."""
        attributes = ""
        if clip:
            attributes += f' clip-path="{self.define("clipPath", "", f"<path d={chr(34)}{clip}{chr(34)}/>")}"'
        if opacity is not None:
            attributes += f' opacity="{opacity}"'
        if blend:
            attributes += f' style="mix-blend-mode:{blend}"'
        if blur:
            region = 'x="-50%" y="-50%" width="200%" height="200%"'
            soft = self.define("filter", region, f'<feGaussianBlur stdDeviation="{blur}"/>')
            attributes += f' filter="{soft}"'
        if move:
            attributes += f' transform="{move}"'
        self.shapes.append(f"<g{attributes}>")
        yield
        self.shapes.append("</g>")


def puff(rng, x, y, width, height, bumps):
    """The outline of a cloud or a pine's crown: flat below, round bumps above; (x, y) is the middle of its base."""
    edges = [0.0]
    for _ in range(bumps):
        edges.append(edges[-1] + rng.uniform(0.7, 1.3))
    edges = [x - width / 2 + width * edge / edges[-1] for edge in edges]
    tops = []
    for edge in edges:
        arch = math.sin(math.pi * min(max((edge - x + width / 2) / width, 0), 1))
        tops.append(y - height * 0.62 * arch)
    path = f"M{number(edges[0])} {number(y)}"
    for (left, low), (right, high) in zip(zip(edges, tops), list(zip(edges, tops))[1:]):
        radius = math.hypot(right - left, high - low) * 0.56
        path += f"A{number(radius)} {number(radius)} 0 0 1 {number(right)} {number(high)}"
    return path + f"Q{number(x)} {number(y + height * 0.16)} {number(edges[0])} {number(y)}Z"

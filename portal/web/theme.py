"""A council's colours, made readable: one brand colour in, a small style sheet of custom properties out."""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from math import atan2, cos, hypot, sin

Rgb = tuple[float, float, float]
Lch = tuple[float, float, float]

WHITE, BLACK = "#ffffff", "#0b0c0c"
# What the colours must be told from: the pages of the style sheet, light and dark, and their text and links.
PAGE, INK, LINK = "#fffdf9", "#1b1f23", "#0a4a82"
DARK_PAGE, DARK_INK, DARK_LINK = "#14181c", "#f1f3f5", "#97caff"
TEXT, ON_PAGE = 7.0, 4.5
DEFAULT_SECOND = "#f0b23e"
STEP = 0.005

_HEX = re.compile("#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def band_of(colour: str) -> tuple[str, str]:
    """The header band and its text: black or white, whichever is told better; the band moves until it is 7:1."""
    ink = max((WHITE, BLACK), key=lambda text: contrast(colour, text))
    step = -STEP if ink == WHITE else STEP
    return _moved(colour, step, lambda band: contrast(band, ink) >= TEXT), ink


def edge_of(colour: str) -> str:
    """What draws lines and marks on the page: where the colour is too pale for that, a darker shade of it."""
    return _moved(colour, -STEP, lambda edge: contrast(edge, PAGE) >= ON_PAGE)


def tint_of(colour: str) -> str:
    """The pale ground of the same hue: 92% light, or lighter until links keep 7:1 on it."""
    _, chroma, hue = _lch(colour)
    pale = _hex((0.92, min(chroma, 0.024), hue))
    return _moved(pale, STEP, lambda tint: min(contrast(tint, LINK), contrast(tint, INK)) >= TEXT)


def dark_of(colour: str) -> tuple[str, str, str]:
    """Band, edge and tint of the dark pages: two deep enough for their text, one light enough for their ground."""
    light, chroma, hue = _lch(colour)
    deep, muted = _hex((0.32, min(chroma, 0.06), hue)), _hex((0.32, min(chroma, 0.035), hue))
    bright = _hex((max(light, 0.8), min(chroma, 0.12), hue))
    band = _moved(deep, -STEP, lambda ground: contrast(ground, DARK_INK) >= TEXT)
    edge = _moved(bright, STEP, lambda mark: contrast(mark, DARK_PAGE) >= TEXT)
    tint = _moved(muted, -STEP, lambda ground: contrast(ground, DARK_LINK) >= TEXT)
    return band, edge, tint


@lru_cache(maxsize=256)
def theme_css(colour: str, second: str | None = None) -> str:
    """The style sheet of one council. Links, focus, errors and buttons are never themed."""
    colour = colour.lower()
    second = (second or DEFAULT_SECOND).lower()
    if not is_colour(colour) or not is_colour(second):
        raise ValueError("a colour is written like #1f5f5b")
    band, ink = band_of(colour)
    dark_band, dark_edge, dark_tint = dark_of(colour)
    values = {
        "l-band": band,
        "l-band-ink": ink,
        "l-edge": edge_of(colour),
        "l-tint": tint_of(colour),
        "l-second": second,
        "d-band": dark_band,
        "d-band-ink": DARK_INK,
        "d-edge": dark_edge,
        "d-tint": dark_tint,
        "d-second": second,
    }
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}"


# Working colours out takes longer than a page: it is done for councils' own, and never for whatever somebody asks for.
_made: dict[str, str] = {}


def theme_path(colour: str, second: str | None = None) -> str:
    """The address of a council's style sheet. The name says what is in it: every process makes the same."""
    name = _name(colour, second)
    _made[name] = theme_css(colour, second)
    return f"/assets/{name}"


def css_named(name: str) -> str | None:
    """The style sheet behind such a name; None for a name that theme_path did not make here."""
    return _made.get(name)


def _name(colour: str, second: str | None) -> str:
    digest = sha256(theme_css(colour, second).encode()).hexdigest()[:10]
    parts = [part.lower().removeprefix("#") for part in (colour, second) if part]
    return f"council-{'-'.join(parts)}-{digest}.css"


def _moved(colour: str, step: float, good: Callable[[str], bool]) -> str:
    """The colour itself, or the nearest lightness that way that is good; black or white at the end."""
    light, chroma, hue = _lch(colour)
    while not good(colour):
        light += step
        if not 0 <= light <= 1:
            return WHITE if step > 0 else BLACK
        colour = _hex((light, chroma, hue))
    return colour


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _from_linear(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


def _lch(colour: str) -> Lch:
    """sRGB to OKLCH (Björn Ottosson's matrices): lightness that means the same for every hue."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, hypot(a, b), atan2(b, a)


def _hex(colour: Lch) -> str:
    """OKLCH to sRGB; what no screen can show loses chroma until one can."""
    light, chroma, hue = colour
    while True:
        rgb = _rgb(light, chroma * cos(hue), chroma * sin(hue))
        if chroma < 0.001 or all(-0.0005 <= part <= 1.0005 for part in rgb):
            return "#" + "".join(f"{round(255 * _from_linear(min(1.0, max(0.0, part)))):02x}" for part in rgb)
        chroma *= 0.97


def _rgb(light: float, a: float, b: float) -> Rgb:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )

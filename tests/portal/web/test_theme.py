"""The colours of councils: whatever they choose, everybody can read it."""

from colorsys import rgb_to_hls

import pytest

from portal.web import theme

# Brand colours of every kind: deep, loud, pale, grey, and the two that break naive themes, yellow and pale blue.
BRANDS = """
#1f5f5b #7a3b69 #ffdd00 #cfe8ff #ff0000 #00ff00 #0000ff #000000 #ffffff #808080
#777777 #767676 #ffff00 #fff200 #f0b23e #ff6f00 #e4003b #c8102e #8a1538 #5c0a2e
#003078 #1d70b8 #0b7fc1 #00a0df #69b3e7 #9fd3f5 #d4f0ff #00857d #00a651 #78be20
#b5d334 #d9e650 #4c2c92 #6d2077 #93328e #c5299b #e935a1 #ffb6c1 #fce4ec #3e2723
#795548 #a1887f #d7ccc8 #37474f #607d8b #90a4ae #cfd8dc #2b2b2b #f2f2f2 #123456
""".split()


def values_of(css: str) -> dict[str, str]:
    body = css.removeprefix(":root{").removesuffix("}")
    return dict(part.removeprefix("--").split(":") for part in body.split(";"))


def hue_of(colour: str) -> float:
    """In degrees, and not as the portal itself works it out."""
    return 360 * rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0]


def test_fifty_brand_colours_are_tried() -> None:
    assert len(set(BRANDS)) == 50


@pytest.mark.parametrize("colour", BRANDS)
def test_the_header_is_read_in_black_or_white_at_seven_to_one(colour: str) -> None:
    values = values_of(theme.theme_css(colour))
    assert values["l-band-ink"] in (theme.WHITE, theme.BLACK)
    assert theme.contrast(values["l-band"], values["l-band-ink"]) >= 7
    assert theme.contrast(values["d-band"], values["d-band-ink"]) >= 7


@pytest.mark.parametrize("colour", BRANDS)
def test_text_and_links_are_read_on_the_tint_at_seven_to_one(colour: str) -> None:
    values = values_of(theme.theme_css(colour))
    for text in (theme.INK, theme.LINK):
        assert theme.contrast(values["l-tint"], text) >= 7
    for text in (theme.DARK_INK, theme.DARK_LINK):
        assert theme.contrast(values["d-tint"], text) >= 7


@pytest.mark.parametrize("colour", BRANDS)
def test_lines_and_marks_are_told_from_the_page(colour: str) -> None:
    values = values_of(theme.theme_css(colour))
    assert theme.contrast(values["l-edge"], theme.PAGE) >= 4.5
    assert theme.contrast(values["d-edge"], theme.DARK_PAGE) >= 7


@pytest.mark.parametrize("colour", ["#1f5f5b", "#7a3b69", "#003078", "#ffdd00", "#cfe8ff", "#000000"])
def test_a_colour_that_reads_well_stays_as_the_council_gave_it(colour: str) -> None:
    assert values_of(theme.theme_css(colour))["l-band"] == colour


@pytest.mark.parametrize("colour", ["#1d70b8", "#e4003b", "#00857d", "#ff0000", "#93328e"])
def test_a_colour_that_has_to_move_keeps_its_hue(colour: str) -> None:
    moved = values_of(theme.theme_css(colour))["l-band"]
    assert moved != colour
    turn = abs(hue_of(colour) - hue_of(moved))
    assert min(turn, 360 - turn) < 12


def test_yellow_takes_black_text_and_draws_no_line_on_the_page() -> None:
    values = values_of(theme.theme_css("#ffdd00"))
    assert values["l-band-ink"] == theme.BLACK
    assert values["l-edge"] != "#ffdd00"


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert theme.contrast("#1f5f5b", "#ffffff") == pytest.approx(7.38, abs=0.01)


def test_the_second_colour_is_drawn_as_it_is() -> None:
    assert values_of(theme.theme_css("#1f5f5b", "#E4003B"))["l-second"] == "#e4003b"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#1f5f5", "#1f5f5b;}", "url(//x)", "#1f5f5b\n"])
def test_what_is_no_colour_never_reaches_a_style_sheet(colour: str) -> None:
    with pytest.raises(ValueError, match="a colour is written"):
        theme.theme_css(colour)


@pytest.mark.parametrize("second", [None, "#f0b23e", "#ABCDEF"])
def test_the_address_alone_says_what_is_in_the_style_sheet(second: str | None) -> None:
    name = theme.theme_path("#1F5F5B", second).removeprefix("/assets/")
    assert theme.css_named(name) == theme.theme_css("#1f5f5b", second)


@pytest.mark.parametrize(
    "name",
    [
        "app.css",
        "council-.css",
        "council-1f5f5b-0000000000.css",
        "council-1f5f5b-../x.css",
        "council-1F5F5B.css",
    ],
)
def test_a_name_that_was_never_given_out_has_no_style_sheet(name: str) -> None:
    assert theme.css_named(name) is None


def test_colours_that_no_council_has_are_not_worked_out_for_whoever_asks() -> None:
    """The name is right in every letter; working one out takes ten times as long as a page."""
    assert theme.css_named("council-5a1b2c-0d9e8f-e429691947.css") is None


def test_links_focus_errors_and_buttons_are_never_themed() -> None:
    names = set(values_of(theme.theme_css("#ffdd00")))
    kinds = ("band", "band-ink", "edge", "tint", "second")
    assert names == {f"{ground}-{kind}" for ground in "ld" for kind in kinds}

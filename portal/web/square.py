"""A square that a phone reads: an address, which anybody else can read in it too."""

import segno
from markupsafe import Markup


def qr_of(address: str) -> Markup:
    """Inline SVG without styles, black on white whatever the colours of the page."""
    square = segno.make(address, error="m", micro=False)
    svg = square.svg_inline(
        scale=4, border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return Markup(svg)  # noqa: S704 - made here from an address of our own settings

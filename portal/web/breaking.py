"""Where a long address may go on in the next line: before its parts, as people read it out."""

import re

from markupsafe import Markup

_PARTS = re.compile(r"(?=[@._+])")


def breakable(address: str) -> Markup:
    """On a narrow phone it breaks before a dot or the @, and only what is longer than a line breaks anywhere.

    Nothing is added to what is copied or read aloud: it is only said where a break may be.
    """
    return Markup("<wbr>").join(_PARTS.split(address))

"""How a phone network counts a text: GSM 7-bit characters, and how many parts a text is sent in."""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as an escape and a second character.
EXTENSION = frozenset("\f^{}\\[~]|€")
ONE_PART, OF_SEVERAL = 160, 153
ONE_WIDE_PART, WIDE_OF_SEVERAL = 70, 67
# What has a plain neighbour that says the same. Marks over letters go by themselves, below.
NEIGHBOURS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": ",", "‛": "'", "`": "'", "´": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
        "\u200b": None, "\u200e": None, "\u200f": None, "\ufeff": None, "\u00ad": None,
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE",
    }
)  # fmt: skip


class NotGsm(ValueError):
    """Something that a plain text cannot say without turning it into question marks."""


def is_gsm(text: str) -> bool:
    """Whether every character is one that any phone takes in a plain text."""
    return all(sign in BASIC or sign in EXTENSION for sign in text)


def septets(text: str) -> int:
    """How long a text is: most characters count one, brackets and a few others two. Raises NotGsm."""
    if not is_gsm(text):
        raise NotGsm("a character that is not of the GSM alphabet")
    return len(text) + sum(sign in EXTENSION for sign in text)


def parts(text: str) -> int:
    """How many texts a phone network makes of it, and bills."""
    if not is_gsm(text):
        return _parts(list(_wide(text)), ONE_WIDE_PART, WIDE_OF_SEVERAL)
    return _parts([2 if sign in EXTENSION else 1 for sign in text], ONE_PART, OF_SEVERAL)


def gsm_form(text: str) -> str:
    """The same in characters of a plain text: Welsh ŵ as w, a curly quote as a straight one. Raises NotGsm."""
    plain = "".join(map(_plain, unicodedata.normalize("NFC", text.translate(NEIGHBOURS))))
    if not is_gsm(plain):
        raise NotGsm("a character that no plain text can say")
    return plain


def _plain(sign: str) -> str:
    if sign in BASIC or sign in EXTENSION:
        return sign
    taken_apart = unicodedata.normalize("NFKD", sign)
    return "".join(mark for mark in taken_apart if not unicodedata.combining(mark))


def _wide(text: str) -> list[int]:
    """UCS-2 units of each character: those beyond the first plane count two."""
    return [2 if ord(sign) > 0xFFFF else 1 for sign in text]


def _parts(sizes: list[int], one: int, of_several: int) -> int:
    """A character is never cut in two, so a part may stay one short."""
    if sum(sizes) <= one:
        return 1
    count, filled = 1, 0
    for size in sizes:
        if filled + size > of_several:
            count, filled = count + 1, 0
        filled += size
    return count

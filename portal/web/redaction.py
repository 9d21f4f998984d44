"""Words that one reader may not be shown, left out of a text however somebody wrote them. No I/O."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel.messages.pofile import read_po

from portal.web.messages import LOCALE_FOLDER

LEFT_OUT: Final = "meetings.left_out"
# From here on words are also found inside longer ones: shorter ones would take half the language with them.
_INSIDE_FROM = 6
_NUMBER_FROM = 7
# Letters that take no part in Unicode's decomposition, and small ones of other alphabets that look like ours or whose
# capitals do: folded alike in what is looked for and where it is looked for, so that no word of theirs is lost.
_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"} | dict(
    zip(
        "авеһікӏмнорѕтухјԁԛԝαβεζηικμνορτυχωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ",
        "abehiklmhopstyxjdqwabezhikmnoptyxwabcdefghijklmnoprstuvwyzag",
        strict=True,
    )
)
# Letters by their kind, and nothing to see.
_UNSEEN = "\u115f\u1160\u3164\uffa0"
_LEARNT = 20_000


def leave_out(text: str, words: Sequence[str], language: str = "en") -> str:
    """The text with a plain mark where any of the words stood; the same text where none did.

    Capitals, accents, spaces, hyphens, apostrophes and what cannot be seen make no difference. A long word takes the
    whole word that it is a part of with it, a phone number also its other beginnings (+44).
    """
    if not words or not text:
        return text
    mark, patterns = _mark(language), [one for one in map(_pattern, words) if one]
    # What was left out before stays so, and its mark is nobody's word.
    return mark.join(_without(part, patterns, mark) for part in text.split(mark)) if patterns else text


def leave_out_of(texts: Sequence[str], words: Sequence[str], language: str = "en") -> list[str]:
    """The same for texts that stand under each other: also words that begin in one of them and end in another."""
    plain = [leave_out(text, words, language) for text in texts]
    patterns = [one for one in map(_pattern, words) if one]
    if len(plain) < 2 or not patterns:
        return plain
    mark, whole = _mark(language), "\n".join(plain)
    marked = [found.span() for found in re.finditer(re.escape(mark), whole)]
    spans = [
        span
        for span in _places(whole, patterns)
        if not any(span[0] < end and start < span[1] for start, end in marked)
    ]
    found, at = [], 0
    for text in plain:
        own = [(max(start - at, 0), min(end - at, len(text))) for start, end in spans]
        found.append(_cut(text, [(start, end) for start, end in own if start < end], mark))
        at += len(text) + 1
    return found


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """One reader's list, for one text or for texts that stand under each other."""

    words: Sequence[str]
    language: str = "en"

    def __call__(self, text: str) -> str:
        return leave_out(text, self.words, self.language)

    def of(self, texts: Sequence[str]) -> list[str]:
        return leave_out_of(texts, self.words, self.language)


def means_something(words: str) -> bool:
    """Whether there is anything to find: two letters or figures at least."""
    return len(_folded(words)[0].replace(" ", "")) > 1


def _without(text: str, patterns: Sequence[re.Pattern[str]], mark: str) -> str:
    return _cut(text, _places(text, patterns), mark)


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """From where to where the words stand in a text, in order."""
    signs, places = _folded(text)
    found = []
    for start, end in sorted({span for pattern in patterns for span in _spans(signs, pattern)}):
        first, last = places[start], places[end - 1] + 1
        # Marks above the last letter belong to it.
        while last < len(text) and not _FOLD[text[last]]:
            last += 1
        found.append((first, last))
    return found


def _cut(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    """One mark for what hangs together."""
    kept, after = [], 0
    for first, last in spans:
        if last <= after:
            continue
        if first >= after:
            kept += [text[after:first], mark]
        after = last
    return "".join([*kept, text[after:]])


def _spans(signs: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the words stand, each out to the ends of the words it is in."""
    found = []
    for match in pattern.finditer(signs):
        start, end = match.span(1)
        while start and signs[start - 1] != " ":
            start -= 1
        while end < len(signs) and signs[end] != " ":
            end += 1
        found.append((start, end))
    return found


@lru_cache(maxsize=2048)
def _pattern(words: str) -> re.Pattern[str] | None:
    part = _part(_folded(words)[0].split())
    # Looked for ahead of each place, because two of them may share letters.
    return re.compile(f"(?=({part}))") if part else None


def _part(tokens: list[str]) -> str:
    letters = "".join(tokens)
    if len(letters) < 2:
        return ""
    if letters.isdecimal() and len(letters) >= _NUMBER_FROM:
        return " *".join(_own_part(letters))
    # As it stands, with anything or nothing between its letters, from the beginning of a word to an end.
    whole = rf"(?<![^ ]){' *'.join(map(re.escape, letters))}s?(?![^ ])"
    if len(letters) < _INSIDE_FROM:
        return whole
    inside = " *".join(map(re.escape, tokens))
    if len(tokens[0]) < _INSIDE_FROM:
        inside = rf"(?<![^ ]){inside}"
    return f"{whole}|{inside}"


def _own_part(number: str) -> str:
    """A phone number without 0, 0044 or 44 before it; any other number as it is."""
    bare = number.lstrip("0")
    if bare.startswith("44") and len(bare) >= 11:
        bare = bare[2:].lstrip("0")
    return bare if len(bare) >= _NUMBER_FROM - 1 else number


class _Fold(dict[str, str]):
    """What a character is compared as: letters and figures, a space for what stands between words, or nothing."""

    def __missing__(self, sign: str) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold())
        found = "".join(map(_compared, plain))
        if len(self) < _LEARNT:
            self[sign] = found
        return found


def _compared(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _PLAIN:
        return _PLAIN[sign]
    if sign in _UNSEEN:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    if kind[0] in "LN":
        return sign
    return "" if kind[0] == "M" or kind == "Cf" else " "


_FOLD: Final = _Fold()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its signs the place in the text that it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for sign in _FOLD[letter]:
            signs.append(sign)
            places.append(place)
    return "".join(signs), places


@lru_cache
def _mark(language: str) -> str:
    """The words that stand in their place: from one small catalogue, because stores have no page to ask."""
    path = LOCALE_FOLDER / language / "meetings_redaction.po"
    if not path.exists():
        path = LOCALE_FOLDER / "en" / "meetings_redaction.po"
    with path.open("rb") as file:
        found = read_po(file).get(LEFT_OUT)
    if found is None or not isinstance(found.string, str) or not found.string:
        raise LookupError(f"{path.name} has no words for {LEFT_OUT}")
    return found.string

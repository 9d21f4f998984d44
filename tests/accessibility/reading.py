"""How hard our own words are to read, by the formula: 0.39 × words a sentence + 11.8 × syllables a word − 10.59."""

import re
from dataclasses import dataclass

# Fewer words than this say nothing about a page.
FEWEST_WORDS = 60
_NAMES = re.compile(
    r"\b(?:[A-Z][\w’'-]+ )?(?:Amira|Khan|Sam|Okoro|Tom|Adeyemi|Ines|Duarte|Priya|Nair|Helen|Marsh|Grace|Lim|"
    r"Alex|Morgan|Lewis|Grant|Dani|Rowe|Marcus|Bell|Kit|Jay|Tigist|Haile|Samuel|Rosa|Costa|Luca|Joan|Pike|Leila|Aziz|Omar|Sol|"
    r"Hartley|Brennan|Ella|Max|Chloe|Dunn|Robin|Newcomer|Exampleshire|Sampleton|Kite|Harbour|Tigrinya)(?:’s)?\b"
)  # fmt: skip
_DAYS = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )?\d{1,2}\s"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?\b"
)
_NUMBERS = re.compile(r"\d[\d:., ]*(?:am|pm)?")
_WORDS = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_ENDS = re.compile(r"[.!?:]+(?:\s|$)")


@dataclass(frozen=True)
class Reading:
    """What one page asks of its reader."""

    words: int
    age: float
    longest: int
    longest_sentence: str
    hard_share: float


def syllables(word: str) -> int:
    """As the hint beside staff's text boxes counts them: groups of vowels, without most silent endings."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if len(letters) <= 3:
        return 1
    spoken = re.sub(r"^y", "", re.sub(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$", "", letters))
    return max(1, len(re.findall(r"[aeiouy]{1,2}", spoken)))


def sentences(lines: list[str]) -> list[list[str]]:
    """Every line stands for itself: an item of a list, a label and a heading are sentences too."""
    found = []
    for line in lines:
        plain = _NUMBERS.sub("1 ", _DAYS.sub("day", _NAMES.sub("Sam", line)))
        found += [_WORDS.findall(part) for part in _ENDS.split(plain)]
    return [words for words in found if words]


def read(lines: list[str]) -> Reading:
    told = sentences(lines)
    words = [word for sentence in told for word in sentence]
    if not words:
        return Reading(0, 0.0, 0, "", 0.0)
    sounds = [syllables(word) for word in words]
    longest = max(told, key=len)
    return Reading(
        words=len(words),
        age=0.39 * len(words) / len(told) + 11.8 * sum(sounds) / len(words) - 15.59 + 5,
        longest=len(longest),
        longest_sentence=" ".join(longest),
        hard_share=sum(1 for one in sounds if one >= 3) / len(words),
    )

"""What somebody answers, page by page, exactly as they gave it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.contributions.model_sets import Instead, Kind, Part, Question

# Letters, as people count them.
MOST_LETTERS = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an answer: codes that were chosen, or words exactly as they were typed."""

    choice: str | None = None
    words: str | None = None

    @property
    def codes(self) -> list[str]:
        return (self.choice or "").split()

    @property
    def empty(self) -> bool:
        return not self.choice and not self.words


@dataclass(frozen=True, slots=True)
class Given:
    """The last round of one question."""

    parts: Mapping[str, Said]
    instead: Instead | None
    at: datetime

    @property
    def answered(self) -> bool:
        return self.instead is None and any(not said.empty for said in self.parts.values())


Answers = Mapping[str, Given]


def flagged_codes(part: Part, said: Said) -> set[str]:
    return set(said.codes) & part.flags


def worries(question: Question, parts: Mapping[str, Said]) -> bool:
    """Whether somebody has to look at this answer soon, by what was chosen."""
    return any(flagged_codes(part, parts.get(part.key, Said())) for part in question.parts)


def words_in(question: Question, parts: Mapping[str, Said]) -> str:
    """All that was typed on one page, to be looked at together."""
    typed = (parts.get(part.key, Said()).words for part in question.parts if part.kind is Kind.WORDS)
    return "\n".join(words for words in typed if words)

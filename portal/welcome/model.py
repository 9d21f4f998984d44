"""The five first pages, and who is on them. No I/O."""

from dataclasses import dataclass

LANGUAGE, NAME, TEXTS, LEAVE, WHO = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """`reached`: the furthest page somebody has come to; empty where all of them are behind them.

    `kinds`: by what they can be reached; nobody without a phone or an e-mail is asked about texts.
    """

    reached: int | None
    kinds: frozenset[str]
    worker: str | None
    pronoun: str | None
    cover: str | None

    @property
    def question(self) -> str | None:
        """What page 3 asks about: texts where there is a mobile, else e-mail, else nothing."""
        return "texting" if "mobile" in self.kinds else "email" if "email" in self.kinds else None

    @property
    def step(self) -> int | None:
        return LEAVE if self.reached == TEXTS and self.question is None else self.reached

    def after(self, step: int) -> int:
        return LEAVE if step == NAME and self.question is None else step + 1

    def before(self, step: int) -> int | None:
        if step == LANGUAGE:
            return None
        return NAME if step == LEAVE and self.question is None else step - 1

"""A number or an e-mail address, and whether it may be used. No I/O."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A number or an e-mail address. `proven`: something arrived there.

    `shared`: whether the people who have it share the phone, "yes" or "no", once somebody asked.
    `others`: how many others have it now. `tried`: with the person, so that it is theirs and not only somebody's.
    """

    id: UUID
    kind: str
    value: str
    works: bool
    proven: bool
    shared: str | None
    others: int
    tried: bool = False

    @property
    def may_be_used(self) -> bool:
        """Not where it failed, and not where it is known to be somebody else's, and nobody knows whose."""
        return self.works and not (self.others and self.shared == "no")

    @property
    def is_shared(self) -> bool:
        """Whoever has the same number reads the same phone, until somebody knows better."""
        return self.others > 0

    @property
    def asks_who_shares(self) -> bool:
        return self.others > 0 and self.shared is None

    @property
    def state(self) -> str:
        if not self.works:
            return "fails"
        if self.others and self.shared == "no":
            return "wrong"
        if self.others:
            return "shared"
        return "works" if self.proven else "unchecked"

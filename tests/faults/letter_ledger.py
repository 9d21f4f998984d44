"""What families were to hear, what was confirmed and what Notify took, kept outside the workers; and the judgement.

Every moment is of one steady clock: this process's own, in which Notify's stand-in runs too.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

# What may be done to a visit, and the letter that tells of it.
CALLED_OFF, MOVED, REVOKED = "called off", "moved", "reading ended"
TELLS = {CALLED_OFF: "cancelled", MOVED: "changed", REVOKED: None}


@dataclass
class Family:
    """One visit and the one phone that is told of it."""

    visit: UUID
    phone: str
    released: bool = False
    done: str | None = None
    # When whoever did it was told that it is done.
    confirmed: float | None = None
    # By the letter's key, when Notify took each.
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def told(self) -> str | None:
        """What they have to hear in the end."""
        return TELLS[self.done] if self.done else "visit"


@dataclass
class LetterLedger:
    """The whole run."""

    families: dict[str, Family]
    kills: Counter[str] = field(default_factory=Counter)
    references: Counter[str] = field(default_factory=Counter)

    def take(self, phone: str, key: str, reference: str | None, at: float) -> None:
        self.references[reference or ""] += 1
        if phone in self.families:
            self.families[phone].taken[key].append(at)

    @property
    def released(self) -> list[Family]:
        return [family for family in self.families.values() if family.released]

    def all_told(self) -> bool:
        return all(family.told is None or family.taken[family.told] for family in self.released)

    def judge(self) -> list[str]:
        """Every broken promise, in words."""
        found = [f"reference {one} went {count} times" for one, count in self.references.items() if count > 1]
        for family in self.families.values():
            found += self._judge(family)
        return found

    def _judge(self, family: Family) -> list[str]:
        whose = f"{family.phone} ({family.done or 'as planned'})"
        if not family.released:
            return [f"{whose}: told of what was not shared"] if family.taken else []
        found = [
            f"{whose}: {key} went {len(times)} times" for key, times in family.taken.items() if len(times) > 1
        ]
        if family.told and not family.taken[family.told]:
            found.append(f"{whose}: {family.told} is lost")
        if strange := set(family.taken) - {"visit", family.told}:
            found.append(f"{whose}: {', '.join(sorted(strange))} is about nothing")
        if family.confirmed is not None:
            late = [at - family.confirmed for at in family.taken["visit"] if at > family.confirmed]
            found += [f"{whose}: visit went {seconds:.3f} s after it was confirmed" for seconds in late]
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found. `broken`: every promise that did not hold, in words."""

    seed: int
    letters: int
    confirmed: dict[str, int]
    kills: dict[str, int]
    broken: list[str]

    def __str__(self) -> str:
        kills = ", ".join(f"{count} {where}" for where, count in sorted(self.kills.items()))
        confirmed = ", ".join(f"{count} {what}" for what, count in sorted(self.confirmed.items()))
        return (
            f"seed {self.seed}: {sum(self.kills.values())} kills -9 ({kills}); {self.letters} letters sent, "
            f"visits confirmed as {confirmed}; {len(self.broken)} broken promises"
        )

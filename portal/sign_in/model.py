"""What signing in needs to decide: who answers to a name, and whether to wait after wrong guesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

FREE_GUESSES = 5
LONGEST_WAIT = timedelta(seconds=900)
STRANGERS_GUESSES, NETWORK_GUESSES = 10, 200
WINDOW = timedelta(minutes=5)
# Wrong codes of an app in a day, from browsers that have not signed in before. Three of a million are right at a time.
MOST_WRONG_CODES = 30


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """The account behind a sign-in name."""

    council_id: UUID
    account_id: UUID
    person_id: UUID
    password_hash: str
    state: str
    invited_until: datetime | None

    def may_sign_in(self, at: datetime) -> bool:
        """Paper words end; a closed account has none. A paused one signs in to a page that says whom to call."""
        if self.state == "invited":
            return self.invited_until is not None and self.invited_until > at
        return self.state in ("active", "paused")


@dataclass(frozen=True, slots=True)
class Guesses:
    """Failures on record, by the database's clock: from here, from all strangers, from this network."""

    from_here: int
    since_last: timedelta | None
    from_strangers: int
    from_network: int

    def still_to_wait(self, *, known_device: bool) -> timedelta:
        """How long guesses are turned away; where many guess, so long at most. The same for names that nobody has."""
        here, others = timedelta(), timedelta()
        if self.from_here >= FREE_GUESSES and self.since_last is not None:
            longest = min(timedelta(seconds=2 ** min(self.from_here - FREE_GUESSES, 20)), LONGEST_WAIT)
            here = longest - self.since_last
        if not known_device and (
            self.from_strangers >= STRANGERS_GUESSES or self.from_network >= NETWORK_GUESSES
        ):
            others = WINDOW
        return max(here, others)

"""Asking for help to sign in, and a link that somebody opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Letters to one account, an hour and a day. A browser that has signed in to it before has its own, which nobody else
# uses up. Of those that strangers share one network gets no more than its part: whoever else asks has some left.
FROM_KNOWN, FROM_STRANGERS, FROM_ONE_STRANGER = (2, 3), (3, 5), (2, 3)
# Askings of one network in five minutes, for whichever names.
FROM_ONE_NETWORK = 40
# How long a browser that opened a link may go on with it before it has to open it again.
OPEN_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody needs help to sign in, under a name that may be nobody's."""

    name: str
    network: str
    device_token: str | None


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The link that a browser opened last. `proved`: its number was right, or it needs none."""

    council_id: UUID
    link_id: UUID
    kind: str
    alive: bool
    void_why: str | None
    proved: bool
    account_id: UUID | None
    person_id: UUID | None
    name: str | None
    called: str | None
    sign_in_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedLetter:
    """A letter about signing in that is due now.

    `points`: the only numbers or addresses that it may go to; None for any that the person's plan allows.
    `address`: of staff and partners, who have no such plan: the e-mail that they sign in with.
    `asked_for`: somebody waits for it now.
    """

    key: str
    person_id: UUID
    subject_kind: str
    subject_id: UUID
    version: str
    due_at: datetime
    points: tuple[UUID, ...] | None
    address: str | None
    asked_for: bool


@dataclass(frozen=True, slots=True)
class LinkToDo:
    """What asks something of a worker: `unreachable` (asked for a link, no safe way), `wrong_numbers`, `not_theirs`."""

    kind: str
    person_id: UUID
    name: str
    called: str
    at: datetime

    @property
    def href(self) -> str:
        return f"/staff/people/{self.person_id}/sign-in"


class LinkOver(Exception):
    """Used, old, void, or never opened here. Never says which to whoever came without it.

    `refused`: whoever opened it here said that it was not for them.
    """

    def __init__(self, *, refused: bool = False) -> None:
        super().__init__()
        self.refused = refused

"""Letters that an administrator had sent to themself: asked for here; the worker derives and delivers them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from notifications.store import tell
from notifications.store_templates import is_somebodys
from portal.db import Connection

# Texts cost money, and every number that is tried is one that might be somebody's.
MOST_AN_HOUR = 10
AN_HOUR = timedelta(hours=1)
SHOWN = 10


class TooManyTrials(Exception):
    """This administrator has asked for enough within an hour."""


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """`state` and `why` are those of the letter; empty as long as the worker has not come upon it."""

    key: str
    channel: str
    wording: str
    language: str
    address: str
    refused: bool
    asked_at: datetime
    state: str | None
    why: str | None

    @property
    def kind(self) -> str:
        return f"letters.kind.{self.key}"

    @property
    def short(self) -> str:
        """The key of what became of it, in a word or two."""
        return "letters.trial.refused" if self.refused else f"letters.state.{self.state or 'queued'}"

    @property
    def waits_for_notify(self) -> bool:
        return self.state == "held" and self.why == "carrier"


@dataclass(frozen=True, slots=True)
class NewTrial:
    key: str
    channel: str
    wording: str
    language: str
    address: str


async def get_email(conn: Connection, account_id: UUID) -> str | None:
    """What they sign in with; the mailbox is theirs, or they would not be here."""
    found: str | None = await conn.fetchval(
        "SELECT min(n.name) FROM sign_in_name AS n WHERE n.account_id = $1 AND n.kind = 'email'", account_id
    )
    return found


async def add_trial(conn: Connection, actor_id: UUID, new: NewTrial) -> UUID:
    """Kept also where it is refused, so that nobody learns of number after number whose it is. Raises TooManyTrials."""
    await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", actor_id)
    refused = await is_somebodys(conn, new.address)
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO trial_letter
               (council_id, person_id, key, channel, wording, language, address, refused, asked_at)
        SELECT p.council_id, p.id, $2, $3, $4, $5, $6, $7, this_moment()
          FROM person AS p
         WHERE p.id = $1
           AND (SELECT count(*) FROM trial_letter AS x
                 WHERE x.person_id = $1 AND x.asked_at > this_moment() - $8::interval) < $9
        RETURNING id
        """,
        actor_id,
        new.key,
        new.channel,
        new.wording,
        new.language,
        new.address,
        refused,
        AN_HOUR,
        MOST_AN_HOUR,
    )
    if added is None:
        raise TooManyTrials
    await tell(conn)
    return added


async def list_trials(conn: Connection, actor_id: UUID) -> list[TrialLetter]:
    """One's own, the newest first, with what became of each."""
    rows = await conn.fetch(
        """
        SELECT x.key, x.channel, x.wording, x.language, x.address, x.refused, x.asked_at, l.state, l.why
          FROM trial_letter AS x
          LEFT JOIN letter AS l ON l.subject_kind = 'trial' AND l.subject_id = x.id AND l.person_id = x.person_id
         WHERE x.person_id = $1
         ORDER BY x.asked_at DESC, x.id
         LIMIT $2
        """,
        actor_id,
        SHOWN,
    )
    return [TrialLetter(**row) for row in rows]

"""A worker in a process of its own that can be told where on a letter's way to end: as a crash does, at once.

python -m tests.notifications.launcher DSN NOTIFY_URL KEYS_FILE POINT: `never`, or one of `POINTS`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from notifications.answers import Answer
from notifications.delivery import Delivery
from notifications.model import Channel, Due, Letter, Subject, Verdict
from notifications.store import Connection
from notifications.underway import Claim, Doubt, Later, Settled
from portal.clock import Clock
from portal.letter_rounds import Rules
from portal.letters_settings import LettersSettings, read_keys
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.databases import FIRST_DAY
from tests.notifications.posting import QUICK, to_text
from tests.running import SECRET, at

POINTS = ("after_claim", "in_the_request", "after_answer", "in_the_record", "after_record", "after_look_up")
_point = sys.argv[4] if __name__ == "__main__" else "never"


def end_at(point: str) -> None:
    if point == _point:
        os.kill(os.getpid(), signal.SIGKILL)


class Ending(Delivery):
    """Each step as it is, and perhaps the end of the process beside it."""

    async def claim(self, council_id: UUID, letter_id: UUID) -> Claim | Doubt | Later | None:
        claimed = await super().claim(council_id, letter_id)
        if isinstance(claimed, Claim):
            end_at("after_claim")
        return claimed

    async def hand_over(self, claim: Claim) -> Answer:
        if _point == "in_the_request":
            asyncio.get_running_loop().call_later(claim.slot + 0.02, end_at, "in_the_request")
        answer = await super().hand_over(claim)
        end_at("after_answer")
        return answer

    async def _record(self, conn: Connection, claim: Claim, answer: Answer) -> Later | None:
        later = await super()._record(conn, claim, answer)
        end_at("in_the_record")
        return later

    async def record(self, claim: Claim, answer: Answer) -> Later | None:
        later = await super().record(claim, answer)
        end_at("after_record")
        return later

    async def settle(self, doubt: Doubt) -> Settled:
        settled = await super().settle(doubt)
        end_at("after_look_up")
        return settled


async def list_due(conn: Connection, now: datetime) -> Sequence[Due]:
    """Whatever stands in the outbox stays due."""
    rows = await conn.fetch(
        "SELECT key, channel, person_id, subject_kind, subject_id, subject_version, due_at FROM letter"
    )
    return [
        Due(
            row["key"], Channel(row["channel"]), row["person_id"],
            Subject(row["subject_kind"], row["subject_id"], row["subject_version"]), row["due_at"],
        )
        for row in rows
    ]  # fmt: skip


async def check(conn: Connection, letter: Letter, now: datetime) -> Verdict:
    return to_text()


def main(dsn: str, url: str, keys: str) -> None:
    settings = Settings(
        database_url=dsn,
        origins=("http://127.0.0.1:8000",),
        secret=SECRET,
        audit_key=SECRET,
        letters=LettersSettings(url, read_keys(Path(keys))),
    )
    ways = Ways(pace=QUICK, look_every=0.5, delivering=Ending, rules=Rules(list_due, check))
    asyncio.run(run_worker(settings, clock=Clock.turned_to(at(FIRST_DAY, 10)), ways=ways))


if __name__ == "__main__":
    main(*sys.argv[1:4])

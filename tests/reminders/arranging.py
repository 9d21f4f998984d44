"""The deeds of a_day.txt, done as the pages do them: through the stores, by whoever may, at the portal's own moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID, uuid4

import asyncpg

from messaging.model import Draft
from messaging.store_sending import add_messages
from portal.after_visits import store as after_visits
from portal.after_visits import store_summaries
from portal.after_visits.model import HowItWent, Outcome
from portal.after_visits.model_summaries import Parts
from portal.cover.model import Days, NewAbsence
from portal.cover.store import add_absence
from portal.cover.store_people import list_plans
from portal.db import Connection, Pool, council_transaction
from portal.demo.cast import CAST, Member, id_of
from portal.planner.model import Moment, Planned, PlannedChild
from portal.planner.store_news import add_lateness, change_time_as_asked, end_visit, keep_time
from portal.planner.store_plan import add_visit, change_visit
from portal.safe_contact.store import add_unsafe, get_plan, save_plan
from portal.visits.store_change import Asked, add_change_request
from portal.web.times import london, moment_in_london
from tests.running import RunningPortal, new_visitor

if TYPE_CHECKING:
    Db: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:  # the library's class takes no parameters when the program runs
    Db = asyncpg.Connection


@dataclass
class Town:
    """Everybody of the cast, who can do things now. `pool`: as the web process; `db`: as the owner, to look."""

    portal: RunningPortal
    pool: Pool
    db: Db
    sessions: dict[str, UUID] = field(default_factory=dict)

    @asynccontextmanager
    async def deed(self, who: Member) -> AsyncIterator[Connection]:
        async with council_transaction(self.pool, id_of(who.council), self.portal.clock.now()) as conn:
            yield conn

    async def signs_in(self, who: Member, *pages: str) -> None:
        """In a browser of their own, which opens these pages and is closed."""
        async with new_visitor(self.portal.origin) as visitor:
            typed: dict[str, object] = {"name": who.sign_in, "password": who.password}
            assert (await visitor.post("/sign-in", typed, follow=False)).status == 303
            for page in pages:
                assert (await visitor.get(page)).status == 200

    async def conversation_of(self, who: Member) -> UUID:
        found: UUID = await self.db.fetchval("SELECT id FROM conversation WHERE person_id = $1", who.id)
        return found

    async def reads(self, who: Member) -> None:
        await self.signs_in(who, f"/messages/{await self.conversation_of(who)}")

    async def writes(
        self, by: Member, to: Member, words: str = "Hello. Here is what we talked about."
    ) -> None:
        if by.key not in self.sessions:
            await self.signs_in(by)
            self.sessions[by.key] = await self.db.fetchval(
                """
                SELECT s.id FROM session AS s JOIN account AS a ON a.id = s.account_id
                 WHERE a.person_id = $1 ORDER BY s.created_at DESC LIMIT 1
                """,
                by.id,
            )
        draft = Draft(await self.conversation_of(to), uuid4(), words)
        async with self.deed(by) as conn:
            now = self.portal.clock.now()
            [judged] = await add_messages(conn, id_of(by.council), now, "", [(self.sessions[by.key], draft)])
        assert judged.kept, judged.outcome

    async def visit_at(self, who: Member, starts_at: datetime) -> UUID:
        """The visit that this person sees at this time."""
        found: UUID = await self.db.fetchval(
            """
            SELECT v.id FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id
             WHERE r.person_id = $1 AND v.starts_at = $2
            """,
            who.id,
            starts_at,
        )
        assert found is not None, who.name
        return found

    async def records(self, by: Member, visit_id: UUID, outcome: Outcome) -> None:
        async with self.deed(by) as conn:
            visit = await after_visits.get_visit(conn, by.id, visit_id)
            assert visit is not None
            seen = await after_visits.list_children(conn, by.id, visit_id)
            how = HowItWent(
                outcome=outcome,
                came_at=None,
                our_mistake=outcome is Outcome.MISSED_BY_US,
                ended_words=None if outcome.happened else "We are sorry.",
                present="All" if outcome.happened else None,
                share_by_on=None,
                children=tuple(replace(child, seen=outcome.happened) for child in seen),
            )
            await after_visits.change_how_it_went(conn, by.id, visit, how)

    async def shares(self, by: Member, visit_id: UUID, reader: Member) -> None:
        parts = Parts(told_us="You told us how the week was.")
        async with self.deed(by) as conn:
            made = await store_summaries.add_draft(conn, by.id, visit_id, [reader.id], parts)
            assert made is not None
            draft = await store_summaries.get_summary(conn, by.id, visit_id, made)
            assert draft is not None
            await store_summaries.share_draft(conn, by.id, draft, parts)

    async def is_late(self, by: Member, visit_id: UUID, minutes: int) -> None:
        async with self.deed(by) as conn:
            assert await add_lateness(conn, by.id, visit_id, minutes)

    async def calls_off(self, by: Member, visit_id: UUID) -> None:
        async with self.deed(by) as conn:
            assert await end_visit(conn, by.id, visit_id, None)

    async def request_of(self, who: Member) -> UUID:
        found: UUID = await self.db.fetchval(
            "SELECT id FROM visit_change_request WHERE asked_by = $1 AND state = 'open'", who.id
        )
        return found

    async def agrees(self, by: Member, asked_by: Member, to: datetime) -> None:
        request_id = await self.request_of(asked_by)
        version = await self.db.fetchval(
            """
            SELECT v.version FROM visit AS v JOIN visit_change_request AS q ON q.visit_id = v.id WHERE q.id = $1
            """,
            request_id,
        )
        async with self.deed(by) as conn:
            assert await change_time_as_asked(conn, by.id, request_id, Moment(to), version)

    async def keeps_time(self, by: Member, asked_by: Member) -> None:
        request_id = await self.request_of(asked_by)
        async with self.deed(by) as conn:
            assert await keep_time(conn, by.id, request_id, "We cannot come at another time.")

    async def asks_for_another_time(self, who: Member, visit_id: UUID) -> None:
        starts_at = await self.db.fetchval("SELECT starts_at FROM visit WHERE id = $1", visit_id)
        asked = Asked(starts_at, None, "Later in the day", None, london(self.portal.clock.now()).date())
        async with self.deed(who) as conn:
            assert await add_change_request(conn, who.id, visit_id, asked)

    async def planned(self, visit_id: UUID) -> tuple[Planned, int]:
        """A visit's plan as its form would hold it, without topics, and its version."""
        row = await self.db.fetchrow("SELECT * FROM visit WHERE id = $1", visit_id)
        children = await self.db.fetch("SELECT * FROM visit_child WHERE visit_id = $1", visit_id)
        readers = await self.db.fetch(
            "SELECT person_id FROM visit_reader WHERE visit_id = $1 AND ended_at IS NULL", visit_id
        )
        assert row is not None
        plan = Planned(
            family_id=row["family_id"], worker_id=row["worker_id"], announced=row["announced"],
            start=Moment(row["starts_at"]), minutes=row["minutes"], place=row["place"],
            place_words=row["place_words"], purpose=row["purpose"], also_coming=row["also_coming"],
            interpreter_language=row["interpreter_language"], interpreter_booked=row["interpreter_booked"],
            children=tuple(
                PlannedChild(
                    id=child["child_id"], plan_id=child["child_plan_id"], wish_to_see=child["wish_to_see"],
                    alone_minutes=child["alone_minutes"], alone_why=child["alone_why"],
                )
                for child in children
            ),
            topics=(), ready=(), offered=(), readers=tuple(reader["person_id"] for reader in readers),
        )  # fmt: skip
        return plan, row["version"]

    async def moves(self, by: Member, visit_id: UUID, to: datetime) -> None:
        plan, version = await self.planned(visit_id)
        async with self.deed(by) as conn:
            assert await change_visit(conn, by.id, visit_id, version, replace(plan, start=Moment(to)))

    async def lets_see(self, by: Member, visit_id: UUID, also: Member) -> None:
        plan, version = await self.planned(visit_id)
        async with self.deed(by) as conn:
            readers = (*plan.readers, also.id)
            assert await change_visit(conn, by.id, visit_id, version, replace(plan, readers=readers))

    async def plans(self, by: Member, like: UUID, start: datetime, *readers: Member) -> UUID:
        """Another visit like an earlier one, for these readers."""
        plan, _ = await self.planned(like)
        plan = replace(plan, worker_id=by.id, start=Moment(start), readers=tuple(one.id for one in readers))
        async with self.deed(by) as conn:
            made = await add_visit(conn, by.id, plan)
        assert made is not None
        return made

    async def goes_away(
        self, who: Member, days: tuple[date, date], cover: Member | None, *, by: Member | None = None
    ) -> None:
        actor = by or who
        async with self.deed(who) as conn:
            plans = await list_plans(conn, actor.id, who.id)
            covers = {plan.plan_id: cover.id if cover else None for plan in plans}
            kind = "sick" if by else "leave"
            assert await add_absence(conn, actor.id, NewAbsence(who.id, kind, Days(*days), covers))

    async def says(self, who: Member, **answers: object) -> None:
        """Changes their own safe-contact plan."""
        async with self.deed(who) as conn:
            plan = await get_plan(conn, who.id)
            assert plan is not None
            await save_plan(conn, who.id, who.id, replace(plan, **answers))  # type: ignore[arg-type]

    async def says_unsafe(self, who: Member) -> None:
        async with self.deed(who) as conn:
            await add_unsafe(conn, who.id)


def on(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return moment_in_london(date(year, month, day), time(hour, minute))


HOME, OFFICE = CAST.home_visit, CAST.office_visit

"""The planner's page: what it shows, what its buttons ask for, and the plan that was understood from it."""

from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import web

from portal.identity.actor import Actor, current_actor
from portal.planner import due, store
from portal.planner.forms import PlanForm
from portal.planner.model import (
    MOST_OFFERED,
    MOST_TOPICS,
    Barred,
    Line,
    Planned,
    PlannedChild,
    Planning,
    Promise,
)
from portal.planner.model_visit import StaffVisit
from portal.statutory.model import Due
from portal.statutory.why import sentences
from portal.web.fields import SelectChoice, refuse
from portal.web.fields_of_time import asks_which
from portal.web.rendering import render
from portal.web.request import connection, now_of, only_looked, uuid_in

ADD = {"add_topic": "topics", "add_ready": "ready", "add_time": "offered"}
MOST = {"topics": MOST_TOPICS, "ready": MOST_TOPICS, "offered": MOST_OFFERED}


@dataclass(slots=True)
class Desk:
    """One look at the planner: for a new plan, or for the `visit` that is being changed."""

    request: web.Request
    planning: Planning
    form: PlanForm
    back: str
    visit: StaffVisit | None = None
    promises: list[Promise] = field(default_factory=list)
    due: dict[UUID, Due] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return current_actor(self.request)

    @property
    def about(self) -> list[UUID]:
        """Children that the plan is for, whoever works with them."""
        ticked = {row.child_id.data for row in self.form.about}
        mine = [child.id for child in self.planning.children if str(child.id) in ticked]
        return [
            *mine,
            *(child for child in (self.visit.child_ids if self.visit else ()) if child not in mine),
        ]

    @property
    def readers(self) -> list[UUID]:
        """Who was chosen, of those that can be; and who reads the plan already and is not ours to take off."""
        chosen = set(self.form.readers.data or ())
        known = {person.id for person in self.planning.people}
        kept = [reader.id for reader in (self.visit.seen_by if self.visit else ()) if reader.id not in known]
        return [*(person.id for person in self.planning.people if str(person.id) in chosen), *kept]

    @property
    def barred(self) -> dict[UUID, Barred]:
        return self.planning.barred(self.readers, self.about, self.form.place.data or "")

    @property
    def shared_already(self) -> bool:
        return self.visit is not None and self.visit.announced

    async def gather(self) -> None:
        """What stands beside the form: promises still open, and when each child is due."""
        conn = connection(self.request)
        self.promises = await store.list_open_promises(
            conn, self.actor.id, [child.id for child in self.planning.children]
        )
        self.due = await due.list_due(
            conn, self.actor.id, [child.plan_id for child in self.planning.children]
        )


async def read_form(request: web.Request, planning: Planning, visit: StaffVisit | None) -> PlanForm:
    """The posted planner."""
    form = await PlanForm.posted(request)
    offer_choices(form, planning, visit)
    if visit is not None and visit.announced:
        form.share.data = "yes"
    return form


def offer_choices(form: PlanForm, planning: Planning, visit: StaffVisit | None = None) -> None:
    workers = [(str(worker.id), worker.name) for worker in planning.workers]
    if visit is not None and str(visit.worker_id) not in dict(workers):
        workers.append((str(visit.worker_id), visit.worker_name))
    form.offer_choices(workers, visit.minutes if visit else None)
    form.readers.choices = [SelectChoice(str(person.id), f"={person.name}") for person in planning.people]


def more_rows(desk: Desk, wanted: str) -> bool:
    """Whether the button asked for another row, or for another look, and not for the preview."""
    if wanted in ADD:
        rows = getattr(desk.form, ADD[wanted])
        if len(rows.entries) < MOST[ADD[wanted]]:
            rows.append_entry()
        offer_choices(desk.form, desk.planning, desk.visit)
    return wanted in {*ADD, "look_again", "back"}


def understood(desk: Desk) -> Planned | None:
    """The plan as typed, if nothing is wrong with it; else what is wrong stands in the form."""
    form = desk.form
    fine = form.check(now_of(desk.request))
    _check_readers(desk)
    if not fine or form.errors or form.start is None:
        return None
    return Planned(
        family_id=desk.planning.family_id,
        worker_id=UUID(form.worker.data),
        announced=form.announced,
        start=form.start,
        minutes=int(form.minutes.data),
        place=form.place.data,
        place_words=form.place_words.data or None,
        purpose=form.purpose.data or "",
        also_coming=form.also_coming.data or None,
        interpreter_language=form.interpreter.data or None,
        interpreter_booked=bool(form.interpreter.data and form.booked.data),
        children=_children(desk),
        topics=_lines(form.topics),
        ready=_lines(form.ready),
        offered=tuple({moment.at: moment for moment in form.moments if moment.at != form.start.at}.values()),
        readers=tuple(desk.readers) if form.announced else (),
    )


def _check_readers(desk: Desk) -> None:
    """Nobody whom an order keeps away, whoever ticked it; the store and every later read refuse it again."""
    form = desk.form
    if not form.announced:
        return
    for reader in desk.readers:
        person = desk.planning.person(reader)
        if person is None:
            continue
        if reader in desk.barred:
            refuse(form.readers, (f"planner.e_barred_{desk.barred[reader].why}", {"name": person.called}))
        elif not person.belongs_to(desk.about):
            refuse(form.readers, ("planner.e_not_of_visit", {"name": person.called}))


def _children(desk: Desk) -> tuple[PlannedChild, ...]:
    found = []
    for row in desk.form.about:
        child = next((one for one in desk.planning.children if str(one.id) == row.child_id.data), None)
        if child is not None:
            alone = bool(row.see.data and row.alone.data)
            found.append(
                PlannedChild(
                    id=child.id,
                    plan_id=child.plan_id,
                    wish_to_see=bool(row.see.data),
                    alone_minutes=row.alone_minutes if alone else None,
                    alone_why=row.why.data if alone else None,
                )
            )
    return tuple(found)


def _lines(rows: object) -> tuple[Line, ...]:
    forms = [entry.form for entry in rows.entries]  # type: ignore[attr-defined]
    return tuple(Line(_id(form.line_id.data), form.body.data) for form in forms if form.body.data)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


async def show_planner(
    desk: Desk, *, status: int = 200, differs: list[tuple[str, str, str]] | None = None
) -> web.Response:
    only_looked(desk.request)
    await desk.gather()
    barred = desk.barred
    # A tick that an order forbids is shown as what it is: one that cannot be chosen.
    desk.form.readers.data = [one for one in desk.form.readers.data or () if _id(one) not in barred]
    offered = [entry.form for entry in desk.form.offered.entries]
    return render(
        desk.request,
        "planner/plan_visit.html",
        status=status,
        desk=desk,
        form=desk.form,
        planning=desk.planning,
        visit=desk.visit,
        barred=barred,
        promises=desk.promises,
        due=desk.due,
        sentences=sentences,
        asks_which=any(asks_which(row) for row in (desk.form, *offered)),
        most=MOST,
        differs=differs,
        failed=status != 200,
        back=desk.back,
    )


async def visit_here(request: web.Request) -> StaffVisit:
    """The visit of the address, for staff of its children."""
    visit = await store.get_visit(
        connection(request), current_actor(request).id, uuid_in(request, "visit_id")
    )
    if visit is None:
        raise web.HTTPNotFound
    return visit

"""Writing down one decision, or what one person took on: begun, changed, left out, until it is shared."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.meetings import store_decisions, store_decisions_writing
from portal.meetings.forms_decisions import AgreedForm, DecisionForm, New, One, WritingForm
from portal.meetings.handlers_decisions import HERE, show_gone
from portal.meetings.model import Stale
from portal.meetings.model_decisions import MOST_AGREED, MOST_DECISIONS, Agreed, Decision, WrittenUp
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, hold_ending, open_ending
from portal.web.errors import stale_box
from portal.web.rendering import render
from portal.web.request import posted, see_other, uuid_in
from portal.web.routes import Handler, Route, get, post


@dataclass(frozen=True, slots=True)
class Written(Generic[One, New]):
    """What is written down: its folder and its id in the address, its name in the access log, its page, its statements.

    `count`: how much of it there is already, of `most`.
    """

    folder: str
    id_name: str
    logged: str
    template: str
    form: type[WritingForm[One, New]]
    listed: Callable[[WrittenUp], Sequence[One]]
    count: Callable[[WrittenUp], int]
    most: int
    add: Callable[[Connection, UUID, UUID, New], Awaitable[UUID | None]]
    change: Callable[[Connection, UUID, One, New], Awaitable[None]]
    end: Callable[[Connection, UUID, UUID], Awaitable[None]]


def start_writing(kind: Written[One, New]) -> Handler:
    async def start(request: web.Request) -> web.Response:
        here = await _open(request)
        await here.log_opened()
        return _page(request, here, kind, None, await kind.form.begin(request))

    return start


def add_written(kind: Written[One, New]) -> Handler:
    async def add(request: web.Request) -> web.Response:
        here = await _hold(request)
        form = await kind.form.posted(request)
        form.offer(here.meeting)
        if not form.check() or _too_many(form, kind, await _written_up(here)):
            return _page(request, here, kind, None, form, status=422)
        made = await kind.add(here.conn, here.actor.id, here.meeting.id, form.new())
        await here.log_changed(kind.logged, made)
        return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")

    return add


def _of_one(
    kind: Written[One, New],
    begin: Callable[[web.Request], Awaitable[Ending]],
    do: Callable[[web.Request, Ending, Written[One, New], One], Awaitable[web.Response]],
) -> Handler:
    """What is done with one that was written down; where it is gone meanwhile, that is said."""

    async def handle(request: web.Request) -> web.Response:
        here = await begin(request)
        one = await _found(request, here, kind)
        return _gone(request, here, kind) if one is None else await do(request, here, kind, one)

    return handle


async def show_written(request: web.Request, here: Ending, kind: Written[One, New], one: One) -> web.Response:
    await here.log_opened(kind.logged, one.id)
    form = await kind.form.begin_from(request, kind.form.saved(one))
    return _page(request, here, kind, one, form)


async def change_written(
    request: web.Request, here: Ending, kind: Written[One, New], one: One
) -> web.Response:
    form = await kind.form.posted(request)
    form.offer(here.meeting)
    if _is_shared(one) or form.version.data != str(one.version):
        return _stale(request, here, f"{kind.folder}/{one.id}", one, form)
    if not form.check():
        return _page(request, here, kind, one, form, status=422)
    await kind.change(here.conn, here.actor.id, one, form.new())
    await here.log_changed(kind.logged, one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")


_LEAVING_OUT = {"decisions": "meetings.decisions.throw_h1", "agreed": "meetings.agreed.throw_h1"}


async def start_leaving_out(
    request: web.Request, here: Ending, kind: Written[One, New], one: One
) -> web.Response:
    await here.log_opened(kind.logged, one.id)
    if _is_shared(one):
        return see_other(f"{here.path}/{kind.folder}/{one.id}")
    return _asked(request, here, kind, one)


def _asked(
    request: web.Request, here: Ending, kind: Written[One, New], one: One, status: int = 200
) -> web.Response:
    """What goes, before it does: nothing brings it back."""
    return render(
        request, "meetings/start_leaving_out.html", status=status, title=_LEAVING_OUT[kind.folder], seen=one.version,
        words=str(kind.form.saved(one)[kind.form.main]), back=f"{here.path}/{kind.folder}/{one.id}",
        stale=status == 409,
    )  # fmt: skip


async def end_written(request: web.Request, here: Ending, kind: Written[One, New], one: One) -> web.Response:
    if not _is_shared(one) and posted(request).get("seen") != str(one.version):
        return _asked(request, here, kind, one, 409)
    try:
        await kind.end(here.conn, here.actor.id, one.id)
    except Stale:
        return _stale(request, here, "decisions", one, kind.form())
    await here.log_changed(kind.logged, one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.left_out")


async def _open(request: web.Request) -> Ending:
    """A meeting that somebody can still write down things of."""
    return _still_on(await open_ending(request))


async def _hold(request: web.Request) -> Ending:
    return _still_on(await hold_ending(request))


def _still_on(here: Ending) -> Ending:
    if here.meeting.state == "called_off":
        raise web.HTTPNotFound
    return here


async def _written_up(here: Ending) -> WrittenUp:
    return await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)


async def _found(request: web.Request, here: Ending, kind: Written[One, New]) -> One | None:
    """What was agreed is found here until it is shared: from then on it is a promise, and is settled, not changed."""
    wanted = uuid_in(request, kind.id_name)
    return next((one for one in kind.listed(await _written_up(here)) if one.id == wanted), None)


def _gone(request: web.Request, here: Ending, kind: Written[One, New]) -> web.Response:
    main = kind.form()[kind.form.main]
    return show_gone(request, here, main.label.text, posted(request).get(main.name))


def _is_shared(one: Decision | Agreed) -> bool:
    return isinstance(one, Decision) and one.shared_at is not None


def _too_many(form: WritingForm[One, New], kind: Written[One, New], there: WrittenUp) -> bool:
    if kind.count(there) < kind.most:
        return False
    form.form_errors.append(("meetings.decisions.e_too_many", {"most": kind.most}))  # type: ignore[arg-type]
    return True


def _page(
    request: web.Request,
    here: Ending,
    kind: Written[One, New],
    one: One | None,
    form: WritingForm[One, New],
    status: int = 200,
) -> web.Response:
    form.offer(here.meeting)
    return render(
        request,
        kind.template,
        status=status,
        meeting=here.meeting,
        one=one,
        form=form,
        failed=status != 200,
        here=here.path,
    )


def _stale(
    request: web.Request, here: Ending, page: str, one: One, form: WritingForm[One, New]
) -> web.Response:
    return stale_box(request, f"{here.path}/{page}", form[form.main], form.saved(one)[form.main])


DECISION = Written(
    "decisions",
    "decision_id",
    "decision",
    "meetings/write_decision.html",
    DecisionForm,
    listed=lambda written: written.decisions,
    count=lambda written: len(written.decisions),
    most=MOST_DECISIONS,
    add=store_decisions_writing.add_decision,
    change=store_decisions_writing.change_decision,
    end=store_decisions_writing.end_decision,
)
AGREED = Written(
    "agreed",
    "agreed_id",
    "promise",
    "meetings/write_agreed.html",
    AgreedForm,
    listed=lambda written: written.agreed,
    count=lambda written: len(written.agreed) + len(written.promises),
    most=MOST_AGREED,
    add=store_decisions_writing.add_agreed,
    change=store_decisions_writing.change_agreed,
    end=store_decisions_writing.end_agreed,
)


def _routes(kind: Written[One, New]) -> list[Route]:
    folder = f"{HERE}/{kind.folder}"
    one = f"{folder}/{{{kind.id_name}}}"
    return [
        get(f"{folder}/new", start_writing(kind), audience=WHO_RUNS_IT),
        post(f"{folder}/new", add_written(kind), audience=WHO_RUNS_IT),
        get(one, _of_one(kind, _open, show_written), audience=WHO_RUNS_IT),
        post(one, _of_one(kind, _hold, change_written), audience=WHO_RUNS_IT),
        get(f"{one}/leave-out", _of_one(kind, _open, start_leaving_out), audience=WHO_RUNS_IT),
        post(f"{one}/leave-out", _of_one(kind, _hold, end_written), audience=WHO_RUNS_IT),
    ]


routes = [*_routes(DECISION), *_routes(AGREED)]

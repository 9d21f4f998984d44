"""Something was shared by mistake: taken back, or said in other words that are looked at first. Never silently."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.meetings import store_decisions, store_putting_right
from portal.meetings.forms_putting_right import DecisionRightForm, One, PromiseRightForm, PutRightForm
from portal.meetings.handlers_decisions import HERE
from portal.meetings.model import Reader, Stale
from portal.meetings.model_decisions import Decision, Promise
from portal.meetings.model_decisions_shown import LeaveOut, names_in
from portal.meetings.model_putting_right import OtherDecision, PuttingRight
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, hold_ending, open_ending
from portal.web.errors import stale_box, typed_fields
from portal.web.rendering import render
from portal.web.request import one_in, only_looked, posted, see_other
from portal.web.routes import Handler, get, post


@dataclass(frozen=True, slots=True)
class Shared(Generic[One]):
    """What can be put right: its name, its folder in the address, its form, where it is read and where written."""

    name: str
    folder: str
    form: type[PutRightForm[One]]
    listed: Callable[[Ending], Awaitable[Sequence[One]]]
    change: Callable[[Connection, UUID, One, PuttingRight], Awaitable[None]]

    def path(self, here: Ending, one: One) -> str:
        return f"{here.path}/{self.folder}/{one.id}/put-right"


def start_putting_right(kind: Shared[One]) -> Handler:
    async def start(request: web.Request) -> web.Response:
        here = await open_ending(request)
        one = await _found(request, here, kind)
        await here.log_opened(kind.name, one.id)
        form = await kind.form.begin_from(request, kind.form.saved(one))
        return _page(request, here, kind, one, form)

    return start


def put_right(kind: Shared[One]) -> Handler:
    async def put(request: web.Request) -> web.Response:
        here = await hold_ending(request)
        one = await _found(request, here, kind)
        form = await kind.form.posted(request)
        form.offer(here.meeting, one)
        if form.version.data != str(one.version):
            return _stale(request, here, f"{kind.folder}/{one.id}", one, form)
        if not form.check(one):
            return _page(request, here, kind, one, form, status=422)
        right = form.right(one)
        if posted(request).get("go") != "share":
            return await _look(request, here, kind, one, right)
        try:
            await kind.change(here.conn, here.actor.id, one, right)
        except Stale:
            return _stale(request, here, "decisions", one, form)
        await here.log_changed(kind.name, one.id)
        return see_other(f"{here.path}/decisions", done="meetings_right.done")

    return put


async def _found(request: web.Request, here: Ending, kind: Shared[One]) -> One:
    """One that was shared, and that somebody has still."""
    return one_in(request, f"{kind.name}_id", [one for one in await kind.listed(here) if one.everybody])


async def _look(
    request: web.Request, here: Ending, kind: Shared[One], one: One, right: PuttingRight
) -> web.Response:
    """What each of them will have from then on; what was typed travels on in the page."""
    only_looked(request)
    concerned = [reader for reader in here.meeting.readers if reader.id in right.reader_ids]
    leave_out, apart = await here.leaving_out(concerned), await here.kept_apart(concerned)
    return render(
        request,
        "meetings/put_right_look.html",
        previews=[_shown(one, right, reader, leave_out[reader.id], apart[reader.id]) for reader in concerned],
        typed=[pair for pair in typed_fields(posted(request).items()) if pair[0] != "go"],
        action=kind.path(here, one),
    )


def _shown(
    one: Decision | Promise, right: PuttingRight, reader: Reader, leave_out: LeaveOut, apart: list[str]
) -> dict[str, Any]:
    other = right.instead
    who = by_on = None
    if other is None:
        body = None
    elif isinstance(other, OtherDecision):
        for_child = isinstance(one, Decision) and one.child and reader.id in one.child.reader_ids
        body = leave_out(other.child_body if for_child else other.body)
    else:
        body, who, by_on = leave_out(other.what), leave_out(other.who_words), other.by_on
    because = leave_out(right.because)
    return {
        "reader": reader,
        "body": body,
        "who": who,
        "by_on": by_on,
        "because": because,
        "named": names_in([body or "", who or "", because], apart),
    }


def _page(
    request: web.Request,
    here: Ending,
    kind: Shared[One],
    one: One,
    form: PutRightForm[One],
    status: int = 200,
) -> web.Response:
    form.offer(here.meeting, one)
    return render(
        request,
        "meetings/put_right.html",
        status=status,
        meeting=here.meeting,
        one=one,
        promised=isinstance(one, Promise),
        form=form,
        failed=status != 200,
        action=kind.path(here, one),
        here=here.path,
    )


def _stale(request: web.Request, here: Ending, page: str, one: One, form: PutRightForm[One]) -> web.Response:
    return stale_box(request, f"{here.path}/{page}", form[form.main], form.saved(one)[form.main])


async def _decisions(here: Ending) -> list[Decision]:
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    return [one for one in written.decisions if one.shared_at is not None]


async def _promises(here: Ending) -> list[Promise]:
    return await store_decisions.list_promises(here.conn, here.actor.id, here.meeting.id)


DECISION = Shared("decision", "decisions", DecisionRightForm, _decisions, store_putting_right.change_decision)
PROMISE = Shared("promise", "promises", PromiseRightForm, _promises, store_putting_right.change_promise)
routes = [
    get(f"{HERE}/decisions/{{decision_id}}/put-right", start_putting_right(DECISION), audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions/{{decision_id}}/put-right", put_right(DECISION), audience=WHO_RUNS_IT),
    get(f"{HERE}/promises/{{promise_id}}/put-right", start_putting_right(PROMISE), audience=WHO_RUNS_IT),
    post(f"{HERE}/promises/{{promise_id}}/put-right", put_right(PROMISE), audience=WHO_RUNS_IT),
]

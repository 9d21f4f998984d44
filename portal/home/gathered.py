"""What the statement of the home found, as its page has it. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from portal.contributions.model import CHECK, SHARE, SHARE_PAGES
from portal.contributions.question_sets import get_set
from portal.db import Row
from portal.home.model import (
    MOST_TO_DO,
    Ahead,
    Asked,
    Begun,
    Home,
    Shared,
    ToDo,
    Unread,
    Worker,
    first_to_do,
    newest_first,
    next_asked,
    ready_lines,
)
from portal.identity.actor import Actor
from portal.meetings.model_family import Ready
from portal.safe_contact.model import has_to_be_asked
from portal.statutory.voice import Voice
from portal.visits.model import Card, standing_items
from portal.web.redaction import leave_out
from portal.web.times import london


def home_of(row: Row, voice: Voice, actor: Actor, today: date) -> Home:
    # Of several summaries of a visit the last one counts.
    read = {visit_id: shared_at for shared_at, visit_id, *_ in sorted(row["recent"], key=itemgetter(0))}
    found = sorted(row["cards"], key=lambda card: (card[2], card[0]))
    lines = [
        *_to_check(row["recent"]),
        *promised(row["promises"], actor.language),
        *_to_get_ready(found, voice),
    ]
    unread, contact = row["reached"] or (None, None)
    checked_on, checked_at, incident_at = contact or (None, None, None)
    if checked_on and has_to_be_asked(checked_on, checked_at, incident_at, today):
        lines.append(ToDo("contact", actor.id, today))
    asked = [_meeting(one) for one in row["meetings"]]
    return Home(
        cards=[_card(card, read) for card in found],
        meetings=next_asked(asked, today),
        to_do=first_to_do(lines),
        lately=newest_first([Shared._make(one) for one in row["lately"]], asked, today),
        workers=_workers(row["workers"]),
        ended=bool(row["ended"]),
        unread=Unread(*(unread or (0, None))),
        # The newest; of two begun at one moment, the first by id.
        begun=_begun(max(sorted(row["begun"], key=itemgetter(1)), key=itemgetter(0)))
        if row["begun"]
        else None,
    )


def _card(found: Row, read: Mapping[UUID, datetime]) -> Card:
    """What was told last of each kind counts. `read`: visits of which this reader has a summary."""
    *plan, worker, said_ok_at, said_ok_to, reply_by_on, news, told_by, _ = found
    late_at, late_minutes, moved_at, was_at, changed_at = None, None, None, None, None
    new: set[str] = set()
    for at, kind, minutes, was, parts in sorted(news, key=itemgetter(0)):
        if kind == "late":
            late_at, late_minutes = at, minutes
            continue
        if said_ok_at is None or at > said_ok_at:
            new.update(parts or ())
        if kind == "moved":
            moved_at, was_at = at, was
        elif parts != []:
            changed_at = at
    told = late_minutes, late_at, was_at, moved_at, changed_at
    return Card._make(
        (*plan, *worker, said_ok_at, said_ok_to, reply_by_on, *told, read.get(found[0]), told_by, new)
    )


def _to_check(recent: Sequence[Row]) -> list[ToDo]:
    """The newest summaries that this reader has not answered yet."""
    waiting = sorted((one for one in recent if not one[3]), key=itemgetter(1))
    waiting.sort(key=itemgetter(0), reverse=True)
    return [
        ToDo("check", visit_id, london(visit_at).date(), done=int(opened), of=1)
        for _, visit_id, visit_at, _, opened in waiting[:MOST_TO_DO]
    ]


def promised(rows: Sequence[Row | tuple[Any, ...]], language: str) -> list[ToDo]:
    first = sorted(rows, key=lambda row: (row[0] or date.max, row[1], row[2]))[:MOST_TO_DO]
    return [
        ToDo(kind, item_id, by_on or date.max, leave_out(what, hidden or (), language))
        for by_on, _, _, what, kind, item_id, hidden in first
    ]


def _to_get_ready(cards: Sequence[Row], voice: Voice) -> list[ToDo]:
    """For the first visit of the next two weeks."""
    for visit_id, _, starts_at, *_, things in cards:
        if things is not None:
            items, ticked = things
            return ready_lines(visit_id, london(starts_at).date(), {*items, *standing_items(voice)}, ticked)
    return []


def _meeting(found: Row) -> Asked:
    meeting_id, starts_at, minutes, called_off, told_at, decided_at, ready = found
    count = Ready(*ready).count if ready else None
    return Asked(Ahead(meeting_id, starts_at, minutes, called_off, count), told_at, decided_at)


def _begun(row: Row) -> Begun:
    """How far somebody has come; after the last question comes the page that asks who can see it."""
    _, views_id, council_id, set_id, version, step = row
    of = get_set(council_id, set_id, version)
    steps = len(of.questions) + SHARE_PAGES
    place = of.place_of(step) if of.question(step) else steps
    return Begun(views_id, place, steps, step if step in (SHARE, CHECK) else str(place))


def _workers(rows: Sequence[Row]) -> list[Worker]:
    """Those who work on a plan, each once, with the first by name of those who stand in for them there."""
    covers: dict[tuple[UUID, UUID], str] = {}
    rows = sorted(rows, key=lambda row: (row[2][1], row[2][0]))
    for plan_id, covering_for, (_, name, *_) in rows:
        if covering_for:
            covers.setdefault((plan_id, covering_for), name)
    found = [
        Worker(*[*facts, covers.get((plan_id, worker_id))])
        for plan_id, covering_for, (worker_id, *facts) in rows
        if not covering_for
    ]
    return list(dict.fromkeys(found))

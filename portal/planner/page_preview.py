"""What each reader of a plan will see of it, looked at before anything is shared."""

from typing import TypeAlias
from uuid import UUID

from aiohttp import web

from portal.caseloads.model import Child
from portal.planner import due, store
from portal.planner.model import Person, Planned, PlannedChild
from portal.planner.model_visit import Reader
from portal.planner.page import Desk
from portal.statutory.why import sentences
from portal.web.errors import typed_fields
from portal.web.rendering import render
from portal.web.request import connection, only_looked, posted

About: TypeAlias = tuple[Child | None, PlannedChild]


async def show_preview(desk: Desk, planned: Planned) -> web.Response:
    """Every reader's own copy, and the advice; what was typed travels on in the page and is kept nowhere yet."""
    only_looked(desk.request)
    conn = connection(desk.request)
    visit_id = desk.visit.id if desk.visit else None
    about = [(desk.planning.child(child.id), child) for child in planned.children]
    others = _others(desk)
    return render(
        desk.request,
        "planner/preview.html",
        planned=planned,
        copies=await _copies(desk, planned, about, others),
        others=others,
        worker=next((one for one in desk.planning.workers if one.id == planned.worker_id), None),
        children=about,
        warnings=await due.list_warnings(conn, desk.actor.id, desk.planning, planned, visit_id),
        sentences=sentences,
        typed=[pair for pair in typed_fields(posted(desk.request).items()) if pair[0] != "do"],
        back=desk.back,
    )


async def _copies(
    desk: Desk, planned: Planned, about: list[About], others: list[Reader]
) -> list[tuple[Person, list[About], list[str]]]:
    """For each reader: the children that they are told of, and who else they are told reads it."""
    found = [one for reader in planned.readers if (one := desk.planning.person(reader)) is not None]
    beside: set[tuple[UUID, UUID]] = set()
    if desk.visit is not None and others:
        conn = connection(desk.request)
        beside = await store.list_beside(conn, desk.actor.id, desk.visit.id, planned.readers)
    copies = []
    for one in found:
        names = [two.called for two in found if two is not one and one.knows(two, planned.child_ids)]
        names += [two.called for two in others if (one.id, two.id) in beside]
        copies.append((one, [each for each in about if each[1].id in one.tied_to], names))
    return copies


def _others(desk: Desk) -> list[Reader]:
    """Who reads the plan already because of a child that is somebody else's to work with."""
    readers = desk.visit.readers if desk.visit else []
    return [one for one in readers if desk.planning.person(one.id) is None]

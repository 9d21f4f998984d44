"""Every box in which somebody of a family types is in the list of what is looked at for their safety."""

import re
from contextlib import AsyncExitStack

from tests.accessibility.arranged import PEOPLE, signed_in
from tests.accessibility.crawl import Stage
from tests.accessibility.state import State
from tests.accessibility.states import STATES, all_routes
from tests.portal.safety.typed import LOOKED_AT, boxes_on, is_a_familys, listed
from tests.running import RunningPortal, Visitor, new_visitor, run_portal

# Typed, and kept as a time or not at all.
TIMES = frozenset({"from_time", "to_time"})
# A program posts there; and the questions on the worker's phone are those of everybody's own pages.
NO_PAGE_HERE = {"POST /notify/texts", "POST /staff/together/{person_id}/{step}"}
PLACES = {
    f"POST {route.path}": re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path)) + "$")
    for route in all_routes()
    if is_a_familys(route)
}


def place_of(path: str) -> str | None:
    """The route with the fewest names in it that a form's address is one of; None where it is no family's."""
    fitting = [place for place, pattern in PLACES.items() if pattern.match(path)]
    return min(fitting, key=lambda place: place.count("{")) if fitting else None


async def visitor_of(stack: AsyncExitStack, portal: RunningPortal, state: State) -> Visitor:
    visitor = await stack.enter_async_context(new_visitor(portal.origin))
    if state.who:
        await visitor.sign_in(PEOPLE[state.who])
        await signed_in(portal.database, PEOPLE[state.who])
    return visitor


async def test_every_box_is_in_the_list(stage: Stage) -> None:
    known = {one.place: one.boxes for one in listed()}
    looked_at = {one.place for one in listed() if one.what == LOOKED_AT} - NO_PAGE_HERE
    found: dict[str, set[str]] = {}
    visitors: dict[str, Visitor] = {}
    async with run_portal(stage.database) as portal, AsyncExitStack() as stack:
        for state in STATES:
            if state.send is not None or (
                state.staff and "/together/" not in state.path and "booklet" not in state.path
            ):
                continue
            if state.who not in visitors:
                visitors[state.who] = await visitor_of(stack, portal, state)
            page = await visitors[state.who].get(stage.arranged.path(state.path))
            for action, name in boxes_on(page.text, page.path):
                place = place_of(action)
                if place is not None and name not in TIMES:
                    found.setdefault(place, set()).add(name)
    missing = {place: names - known[place] for place, names in found.items() if names - known[place]}
    assert not missing, f"say in where_families_type.txt whether these are looked at: {missing}"
    gone = {place: known[place] - found.get(place, set()) for place in looked_at if place in PLACES}
    assert not any(gone.values()), f"no page has these boxes: {gone}"

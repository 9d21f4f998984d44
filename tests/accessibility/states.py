"""Every page in every state, and the addresses that are no page or ask for nothing.

A new page fails `test_every_page_is_in_the_list` until it stands in one of the lists.
"""

import re

from portal.app import FEATURES
from portal.demo.front_page import routes as demonstration
from portal.web.routes import Route
from tests.accessibility import states_family, states_staff
from tests.accessibility.state import State
from tests.accessibility.states_meetings import FAMILY_MEETINGS, STAFF_MEETINGS
from tests.accessibility.states_open import OPEN

# In parts of like length: each is a file of its own, and files are looked at side by side.
PARTS = {
    "open": OPEN,
    "family, visits": states_family.VISITS,
    "family, meetings": FAMILY_MEETINGS,
    "family, words": states_family.WORDS,
    "family, rest": states_family.REST,
    "staff, visits": states_staff.VISITS,
    "staff, people": states_staff.PEOPLE,
    "staff, meetings": STAFF_MEETINGS,
    "staff, rest": states_staff.REST,
}
STATES = tuple(state for states in PARTS.values() for state in states)
FAMILY = tuple(state for part, states in PARTS.items() if part.startswith("family") for state in states)

# Addresses that show no page of their own.
NO_PAGE = {
    "/exit": "ends the session and goes on",
    "/weather": "stands for somebody else's page",
    "/demo/phones/now": "for the script of that page",
    "/demo/phones/live.js": "a script",
    "/visits/{visit_id}/calendar.ics": "a file",
    "/meetings/{meeting_id}/calendar.ics": "a file",
    "/messages/{conversation_id}/people": "for the script of an open conversation",
    "/messages/{conversation_id}/since": "for the script of an open conversation",
    "/staff/messages/{conversation_id}/since": "for the script of an open conversation",
    "/admin": "goes on to the people",
    "/staff/together/back": "goes on to what was begun",
}
# A page that posts to itself, and to which no answer can be wrong.
NEVER_WRONG = {
    "/meetings/{meeting_id}/now": "three buttons",
    "/staff/meetings/{meeting_id}/decisions/share": "one button; what stands against it is said before it is pressed",
    "/staff/meetings/{meeting_id}/share": "one button",
    "/staff/meetings/{meeting_id}/papers/{paper_id}/readers": "ticks",
    "/staff/meetings/{meeting_id}/papers/{paper_id}/end": "one button",
    "/staff/meetings/{meeting_id}/decisions/{decision_id}/leave-out": "one button",
    "/staff/meetings/{meeting_id}/agreed/{agreed_id}/leave-out": "one button",
    "/staff/meetings/{meeting_id}/papers/{paper_id}/parts": "a choice is always made",
    "/admin/invitations/{invitation_id}": "one button; what changed meanwhile is in the list",
    "/sign-in/link": "in the list under the links that lead there",
    "/sign-out": "one button",
    "/welcome/1": "a choice is always made",
    "/welcome/4": "two buttons",
    "/welcome/5": "one button",
    "/account/who-sees": "ticks",
    "/account/ending": "one button",
    "/account/display": "a choice is always made",
    "/demo/phones": "only where the stand-in for Notify runs: tests/portal/demo/test_phones.py",
    "/account/quiet": "one tick",
    "/account/receipts": "ticks",
    "/staff/messages/{conversation_id}/no-reply-needed": "one button",
    "/staff/messages/{conversation_id}/show-again": "one button",
    "/staff/messages/{conversation_id}/take-back/{message_id}": "one button",
    "/account/language": "a choice is always made",
    "/visits/{visit_id}/ready": "ticks",
    "/views/{contribution_id}/share/each": "ticks",
    "/views/{contribution_id}/check": "one button",
    "/views/{contribution_id}/now": "three buttons",
    "/views/{contribution_id}/take-back": "one button",
    "/views/{contribution_id}/put-away": "one button",
    "/staff/together/{person_id}/share/each": "ticks",
    "/staff/together/{person_id}/check": "one button",
    "/staff/together/{person_id}/sent": "one button",
    "/story": "one button",
    "/story/check": "one button",
    "/story/now": "three buttons",
    "/story/put-away": "one button",
    "/staff/people/{person_id}/story": "one button",
    "/staff/together/{person_id}/story/start": "one button",
    "/staff/together/{person_id}/story/check": "one button",
    "/staff/visits/{visit_id}/late": "a choice is always made",
    "/visits/{visit_id}/after": "one button",
    "/messages/{conversation_id}/now": "three buttons",
    "/staff/messages/{conversation_id}/urgent": "one button",
    "/staff/visits/{visit_id}/after/summaries/{summary_id}/preview": "one button",
}


def all_routes() -> list[Route]:
    return [route for routes in (*FEATURES, demonstration) for route in routes]


def pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", path)))


def route_of(state: State) -> str | None:
    """The address of the route that answers; the one with the fewest holes, as the router has it."""
    path = re.sub(r"\{[^}]*\}", "x-y", state.path.split("?")[0])
    found = [
        route.path for route in all_routes() if route.method == "GET" and pattern(route.path).fullmatch(path)
    ]
    return min(found, key=lambda one: one.count("{"), default=None)

"""Every page in every state: who opens it, and how the state is reached.

A new page fails `test_every_page_is_in_the_list` until it stands here. `send` fills the page's form (by field
name) and presses a button of it, where the state is an answer to a post; nothing of that is ever stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.app import FEATURES
from portal.demo.cast import EXAMPLESHIRE, id_of
from portal.demo.front_page import routes as demonstration
from portal.web.routes import Route


@dataclass(frozen=True)
class State:
    """`who` is a key of the cast, or nobody. `path` may use the names of `arranged.QUERIES` and the like."""

    who: str
    path: str
    name: str = "full"
    send: Mapping[str, str] | None = None
    press: str = ""
    status: int = 200
    # How the pages of families speak is held to other limits than the pages of staff.
    staff: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "staff", self.path.startswith(("/staff", "/admin", "/partner", "/team")))

    @property
    def title(self) -> str:
        return f"{self.path} [{self.name}, {self.who or 'anyone'}]"


def wrong(who: str, path: str, send: Mapping[str, str] | None = None, press: str = "") -> State:
    """The page as it comes back after something was missing or too much."""
    return State(who, path, "error", send or {}, press, 422)


def empty(who: str, path: str) -> State:
    return State(who, path, "empty")


LONG = "Breakfast club helps. " * 600

TOO_LONG_A_NOTE = "x" * 1_001
KITS_PLAN = id_of(EXAMPLESHIRE, "child_plan", "0").hex

# A promise of ours that was not kept, without a word of why.
NOT_DONE = {"promises-0-state": "not_done", "promises-0-because": ""}

OPEN = (
    State("", "/"),
    State("", "/sign-in"),
    wrong("", "/sign-in", {"name": "", "password": ""}),
    State("", "/sign-in", "wrong guess", {"name": "nobody@example.com", "password": "not this one"}, "", 422),
    State("", "/sign-in/help"),
    wrong("", "/sign-in/help", {"name": "somebody"}),
    State("", "/sign-in/help/sent"),
    State("", "/sign-in/link", "over"),
    State("", "/sign-in/link/{invitation_link}", "asks for the number"),
    wrong("", "/sign-in/link/{invitation_link}", {"number": "12"}),
    State("", "/sign-in/link/{reset_link}", "choose a password"),
    wrong("", "/sign-in/link/{reset_link}", {"password": "short"}),
    State("", "/sign-in/link/{old_link}", "over"),
    State("", "/sign-in/password-saved"),
    State("", "/help"),
    State("dani", "/help", "signed in"),
    State("", "/demonstration"),
    empty("", "/demo/phones"),
    State("", "/help/safe-online"),
    State("", "/who-sees-what"),
    State("dani", "/who-sees-what", "signed in"),
    State("kit", "/who-sees-what", "child"),
    State("", "/language"),
    State("", "/privacy"),
    State("", "/accessibility"),
    State("", "/cookies"),
    State("", "/status"),
    State("dani", "/sign-out"),
    State("", "/sign-out", "signed out"),
    State("", "/no-such-page", "404", status=404),
    State("dani", "/visits/{nowhere}", "404", status=404),
    State("invited", "/welcome/password"),
    wrong("invited", "/welcome/password", {"password": "short"}),
    State("paused", "/home", "paused"),
    State("arriving", "/welcome/1"),
    State("arriving", "/welcome/2"),
    wrong("arriving", "/welcome/2", {"called": ""}, "Continue"),
    State("arriving", "/welcome/3"),
    wrong("arriving", "/welcome/3"),
    State("arriving", "/welcome/4"),
    State("arriving", "/welcome/5"),
)

FAMILY = (
    State("dani", "/home"),
    State("kit", "/home", "child"),
    State("jay", "/home", "young person"),
    State("marcus", "/home", "other parent"),
    State("tigist", "/home", "moved"),
    State("rosa", "/home", "asked for a change"),
    State("luca", "/home", "very large text"),
    State("sol", "/home", "quiet, missed"),
    State("ella", "/home", "dark by choice"),
    State("grace", "/home", "three children"),
    State("leila", "/home", "looked after child"),
    empty("newcomer", "/home"),
    State("dani", "/visits"),
    State("sol", "/visits", "quiet"),
    State("kit", "/visits", "child"),
    empty("newcomer", "/visits"),
    State("dani", "/visits/{home_visit}", "waiting"),
    State("kit", "/visits/{home_visit}", "child"),
    State("jay", "/visits/{home_visit}", "young person"),
    State("marcus", "/visits/{office_visit}", "other parent"),
    State("dani", "/visits/{last_visit}", "done"),
    State("dani", "/visits/{missed_visit}", "missed"),
    State("grace", "/visits/{grace_asked}", "asked for a change"),
    State("tigist", "/visits/{tigist_moved}", "moved"),
    State("sol", "/visits/{sol_missed}", "quiet, missed"),
    State("dani", "/visits/{home_visit}/change"),
    wrong("dani", "/visits/{home_visit}/change"),
    State("grace", "/visits/{grace_asked}/change", "asked"),
    State("dani", "/visits/{last_visit}/change", "over"),
    State("dani", "/visits/{home_visit}/topics/new"),
    State("kit", "/visits/{home_visit}/topics/new", "child"),
    wrong("dani", "/visits/{home_visit}/topics/new"),
    State("dani", "/visits/{home_visit}/topics/new", "too long", {"body": LONG[:400]}, "", 422),
    State("dani", "/visits/{last_visit}/topics/new", "over"),
    State("dani", "/visits/{home_visit}/topics/{dani_topic}"),
    wrong("dani", "/visits/{home_visit}/topics/{dani_topic}", {"body": ""}, "Save"),
    State("dani", "/visits/{home_visit}/ready"),
    State("kit", "/visits/{home_visit}/ready", "child"),
    State("dani", "/visits/{last_visit}/ready", "over"),
    State("dani", "/visits/{last_visit}/after"),
    State("dani", "/visits/{earlier_visit}/after", "corrected, with versions"),
    State("kit", "/visits/{last_visit}/after", "child"),
    State("jay", "/visits/{last_visit}/after", "waits for a reply"),
    State("marcus", "/visits/{marcus_last_visit}/after", "other parent"),
    State("dani", "/visits/{missed_visit}/after", "missed"),
    empty("dani", "/visits/{home_visit}/after"),
    State("dani", "/visits/{last_visit}/after/wrong"),
    wrong("dani", "/visits/{last_visit}/after/wrong"),
    State("dani", "/visits/{missed_visit}/after/wrong", "our side"),
    State("jay", "/messages/{jay_talk}/now", "after sending"),
    State("sol", "/messages/{sol_talk}/now", "quiet"),
    State("jay", "/messages/{jay_talk}/now/danger"),
    State("sol", "/messages/{sol_talk}/now/danger", "quiet"),
    State("jay", "/messages/{jay_talk}/now/talk"),
    wrong("jay", "/messages/{jay_talk}/now/talk", {"words": "x" * 301}, "Save"),
    State("dani", "/account"),
    State("kit", "/account", "child"),
    State("dani", "/messages?all=1"),
    State("sol", "/messages?all=1", "quiet"),
    empty("kit", "/messages?all=1"),
    State("dani", "/messages/{dani_talk}"),
    wrong("dani", "/messages/{dani_talk}", {"message": ""}, "=Send"),
    State("dani", "/messages/{dani_talk}", "too long", {"message": LONG[:2100]}, "=Send", 422),
    State("dani", "/messages/{dani_talk}?checked=1", "checked"),
    State("tigist", "/messages/{tigist_talk}", "another language"),
    State("jay", "/messages/{jay_talk}", "young person"),
    State("newcomer", "/messages", "closed"),
    State("grace", "/messages", "two workers"),
    State("dani", "/account/receipts"),
    State("dani", "/account/contact"),
    State("luca", "/account/contact", "nothing is sent"),
    wrong("dani", "/account/contact", {"from_time": "about four"}, "Save"),
    State("dani", "/account/contact/mobile"),
    wrong("dani", "/account/contact/mobile", {"value": "12"}, "Save"),
    State("dani", "/account/contact/email"),
    wrong("dani", "/account/contact/email", {"value": "12"}, "Save"),
    State("dani", "/account/display"),
    State("dani", "/account/quiet"),
    State("dani", "/account/language"),
    State("dani", "/account/name"),
    wrong("dani", "/account/name", {"called": ""}),
    State("dani", "/account/devices"),
    State("dani", "/account/password"),
    wrong("dani", "/account/password", {"old_password": "", "new_password": "short"}),
)

STAFF = (
    State("amira", "/staff/today"),
    State("sam", "/staff/today", "other worker"),
    empty("tom", "/staff/today"),
    State("amira", "/staff/visits"),
    empty("tom", "/staff/visits"),
    State("amira", "/staff/visits/new"),
    empty("tom", "/staff/visits/new"),
    State("amira", "/staff/visits/new/{kit_id}"),
    wrong("amira", "/staff/visits/new/{kit_id}", {"purpose": "", "time": "", "day-day": ""}, "See what"),
    State("amira", "/staff/visits/new/{kit_id}", "preview", {}, "See what"),
    State("amira", "/staff/visits/new/{kit_id}/with/{marcus_id}"),
    wrong("amira", "/staff/visits/new/{kit_id}/with/{marcus_id}", {"purpose": ""}, "See what"),
    State("amira", "/staff/visits/{home_visit}"),
    State("priya", "/staff/visits/{home_visit}", "manager"),
    State("amira", "/staff/visits/{unannounced_visit}", "unannounced"),
    State("amira", "/staff/visits/{last_visit}", "done"),
    State("amira", "/staff/visits/{missed_visit}", "missed"),
    State("amira", "/staff/visits/{home_visit}/change"),
    wrong("amira", "/staff/visits/{home_visit}/change", {"time": "at tea"}, "See what"),
    State("amira", "/staff/visits/{home_visit}/late", "not today"),
    State("amira", "/staff/visits/{tigist_moved}/late", "today"),
    State("amira", "/staff/visits/{home_visit}/call-off"),
    wrong("amira", "/staff/visits/{unannounced_visit}/call-off"),
    State("amira", "/staff/visits/{home_visit}/told"),
    State("amira", "/staff/visits/{grace_asked}/requests/{grace_request}"),
    wrong("amira", "/staff/visits/{grace_asked}/requests/{grace_request}"),
    State("amira", "/staff/visits/{last_visit}/after"),
    State("amira", "/staff/visits/{earlier_visit}/after", "corrected"),
    State("amira", "/staff/visits/{missed_visit}/after", "missed"),
    State("amira", "/staff/visits/{home_visit}/after", "not recorded"),
    State("amira", "/staff/visits/{last_visit}/after", "error", {}, "Write", 422),
    State("amira", "/staff/visits/{last_visit}/after/how"),
    wrong("amira", "/staff/visits/{home_visit}/after/how"),
    State("amira", "/staff/visits/{last_visit}/after/words"),
    wrong("amira", "/staff/visits/{last_visit}/after/words"),
    State("amira", "/staff/visits/{last_visit}/notes"),
    wrong("amira", "/staff/visits/{last_visit}/notes"),
    empty("amira", "/staff/visits/{tigist_moved}/notes"),
    State("amira", "/staff/visits/{earlier_visit}/after/summaries/{summary}", "shared"),
    State("amira", "/staff/visits/{earlier_visit}/after/summaries/{draft}", "draft"),
    wrong("amira", "/staff/visits/{earlier_visit}/after/summaries/{draft}", {"told_us": LONG}, "See what"),
    State("amira", "/staff/visits/{earlier_visit}/after/summaries/{draft}/preview"),
    State("amira", "/staff/visits/{last_visit}/after/promises"),
    wrong(
        "amira",
        "/staff/visits/{last_visit}/after/promises",
        {"promises-0-state": "not_done", "promises-0-because": ""},
    ),
    State("amira", "/staff/visits/{correction_visit}/after/corrections/{waiting_correction}"),
    wrong("amira", "/staff/visits/{correction_visit}/after/corrections/{waiting_correction}"),
    State("amira", "/staff/people"),
    empty("tom", "/staff/people"),
    State("amira", "/staff/people/{kit_id}", "child"),
    State("amira", "/staff/people/{dani_id}", "parent"),
    State("priya", "/staff/people/{marcus_id}", "manager, with an order"),
    State("amira", "/staff/people/{dani_id}/contact"),
    State("priya", "/staff/people/{kit_id}/contact", "too young"),
    State("amira", "/staff/people/{sean_id}/contact", "never asked"),
    State("sam", "/staff/people/{luca_id}/contact", "shared phone"),
    State("amira", "/staff/people/{dani_id}/contact/points/new"),
    wrong("amira", "/staff/people/{dani_id}/contact/points/new", {"value": "12"}),
    State("priya", "/staff/people/{dani_id}/stop-letters"),
    wrong("priya", "/staff/people/{dani_id}/stop-letters"),
    wrong("amira", "/staff/people/{dani_id}/contact", {"from_time": "about four"}),
    State("amira", "/staff/people/{marcus_id}/restriction"),
    wrong("amira", "/staff/people/{marcus_id}/restriction"),
    State("priya", "/staff/people/{marcus_id}/restriction/{restriction}/end"),
    wrong("priya", "/staff/people/{marcus_id}/restriction/{restriction}/end"),
    State("amira", "/staff/people/{kit_id}/relationship/{relationship}"),
    wrong("amira", "/staff/people/{kit_id}/relationship/{relationship}"),
    State("priya", "/staff/plans/{plan}/workers"),
    wrong("priya", "/staff/plans/{plan}/workers"),
    State("priya", "/staff/plans/{plan}/workers/{involvement}/end"),
    wrong("priya", "/staff/plans/{plan}/workers/{involvement}/end"),
    State("amira", "/staff/people/{dani_id}/sign-in"),
    State("amira", "/staff/people/{kit_id}/sign-in", "card"),
    wrong("amira", "/staff/people/{tigist_id}/sign-in", {"name": "no address"}, "Add"),
    State("amira", "/account", "staff"),
    State("amira", "/staff/messages"),
    State("amira", "/staff/messages?show=all", "all"),
    empty("ines", "/staff/messages?show=covering"),
    State("amira", "/staff/messages/{dani_talk}"),
    wrong("amira", "/staff/messages/{dani_talk}", {"message": ""}, "=Send"),
    empty("amira", "/staff/messages/{tigist_talk}"),
    State("amira", "/staff/messages/{dani_talk}/take-back/{answered}", "too late"),
    State("amira", "/staff/messages/{dani_talk}/no-reply-needed"),
    State("amira", "/account/receipts", "staff"),
    State("amira", "/staff/messages/{dani_talk}/notes"),
    wrong("amira", "/staff/messages/{dani_talk}/notes"),
    State("priya", "/staff/messages/{dani_talk}/notes", "only managed"),
    empty("amira", "/staff/messages/{tigist_talk}/notes"),
    State("amira", "/staff/messages/{dani_talk}/notes/{note}"),
    wrong("amira", "/staff/messages/{dani_talk}/notes/{note}"),
    State("amira", "/staff/messages/{dani_talk}/record/{said}", "saved for one child"),
    State("amira", "/staff/messages/{dani_talk}/record/{answered}"),
    wrong("amira", "/staff/messages/{dani_talk}/record/{answered}"),
    State("amira", "/staff/messages/{dani_talk}/promise/{said}"),
    wrong("amira", "/staff/messages/{dani_talk}/promise/{said}", {"what": "", "by_on-year": "2020"}),
    State("amira", "/staff/messages/{dani_talk}/promises"),
    empty("amira", "/staff/messages/{tigist_talk}/promises"),
    State("amira", "/staff/messages/{dani_talk}/promises/{said_promise}"),
    wrong("amira", "/staff/messages/{dani_talk}/promises/{said_promise}", {"state": "not_done"}),
    State("amira", "/staff/messages/{dani_talk}/search"),
    empty("amira", "/staff/messages/{tigist_talk}/search"),
    wrong("amira", "/staff/messages/{dani_talk}/search", {"words": ""}),
    State("priya", "/team/audit/{dani_talk}"),
    wrong("priya", "/team/audit/{dani_talk}"),
    State("alex", "/admin/people"),
    State("alex", "/admin/people?q=zzz", "empty"),
    State("alex", "/admin/people/new"),
    wrong("alex", "/admin/people/new"),
    State("alex", "/admin/people/{sam_id}/words"),
    wrong("alex", "/admin/people/{sam_id}/words"),
    State("alex", "/admin/people/{sam_id}/stop"),
    wrong("alex", "/admin/people/{sam_id}/stop"),
    State("alex", "/admin/words"),
    State("alex", "/admin/words?language=so", "empty"),
    wrong("alex", "/admin/words", {"words": ""}, "Try"),
    State("alex", "/admin/words", "tried", {"words": "he hit me"}, "Try"),
    State("alex", "/admin/words/new"),
    wrong("alex", "/admin/words/new", {"words": "", "lead": ""}),
    State("alex", "/admin/words/new", "check", {"words": "purple kettle", "lead": "Ruth Hale"}),
    State("alex", "/admin/words/{safety_word}/end"),
    wrong("alex", "/admin/words/{safety_word}/end"),
    State("alex", "/admin/hours"),
    wrong("alex", "/admin/hours", {"opens": "", "night_name": "", "night_phone": ""}),
    State("alex", "/admin/hours", "check", {"closes": "6pm"}),
    State("amira", "/staff/urgent/{urgent_item}"),
    wrong("amira", "/staff/urgent/{urgent_item}", {"words": LONG}, "Close"),
    State("priya", "/staff/urgent/{urgent_item}", "manager"),
    State("amira", "/staff/urgent/{closed_item}", "closed"),
    State("amira", "/staff/messages/{jay_talk}/urgent"),
    State("priya", "/team/urgent"),
    State("amira", "/staff/people/{dani_id}/letters"),
    State("amira", "/staff/people/{dani_id}/letters?page=2", "older"),
    empty("amira", "/staff/people/{marcus_id}/letters"),
    State("amira", "/staff/contacts"),
    empty("tom", "/staff/contacts"),
    State("amira", "/staff/replies"),
    State("priya", "/staff/replies", "manager"),
    empty("tom", "/staff/replies"),
    State("alex", "/admin/texts"),
    State("alex", "/admin/texts?language=cy", "Welsh"),
    State("alex", "/admin/texts", "new token", {}, "Make a token"),
    State("helen", "/partner"),
    State("amira", "/staff/away"),
    empty("tom", "/staff/away"),
    wrong("amira", "/staff/away", {"from_on-day": ""}, "Save"),
    State("amira", "/staff/away/{absence}"),
    wrong("amira", "/staff/away/{absence}", {"back_on-day": ""}),
    State("amira", "/staff/away/{absence}/notes"),
    wrong("amira", "/staff/away/{absence}/notes", {f"plan_{KITS_PLAN}": TOO_LONG_A_NOTE}),
    State("priya", "/staff/covering"),
    empty("tom", "/staff/covering"),
    State("sam", "/staff/moves/{leaving}", "leaves"),
    wrong("sam", "/staff/moves/{leaving}", {"note": TOO_LONG_A_NOTE}),
    State("priya", "/staff/moves/{taken}", "takes over"),
    State("priya", "/team"),
    State("priya", "/team/cover"),
    wrong("priya", "/team/cover", {}, "Save cover"),
    State("priya", "/team/moves"),
    wrong("priya", "/team/moves"),
)

STATES = (*OPEN, *FAMILY, *STAFF)

# Addresses that show no page of their own.
NO_PAGE = {
    "/exit": "ends the session and goes on",
    "/weather": "stands for somebody else's page",
    "/demo/phones/now": "for the script of that page",
    "/demo/phones/live.js": "a script",
    "/visits/{visit_id}/calendar.ics": "a file",
    "/messages/{conversation_id}/since": "for the script of an open conversation",
    "/staff/messages/{conversation_id}/since": "for the script of an open conversation",
    "/admin": "goes on to the people",
}
# A page that posts to itself, and to which no answer can be wrong.
NEVER_WRONG = {
    "/sign-in/link": "in the list under the links that lead there",
    "/sign-out": "one button",
    "/welcome/1": "a choice is always made",
    "/welcome/4": "two buttons",
    "/welcome/5": "one button",
    "/account/display": "a choice is always made",
    "/demo/phones": "only where the stand-in for Notify runs: tests/portal/demo/test_phones.py",
    "/account/quiet": "one tick",
    "/account/receipts": "ticks",
    "/staff/messages/{conversation_id}/no-reply-needed": "one button",
    "/staff/messages/{conversation_id}/take-back/{message_id}": "one button",
    "/account/language": "a choice is always made",
    "/visits/{visit_id}/ready": "ticks",
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

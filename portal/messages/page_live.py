"""What the script of an open conversation is told: its words, its names, its clock, and what became of a message."""

from datetime import time, timedelta

from aiohttp import web

from messaging.model import Wire, written
from messaging.store_sending import Judged
from portal.identity.actor import current_actor
from portal.messages.forms import MessageForm
from portal.messages.model import Seen, Thread
from portal.web.fields import Message
from portal.web.messages import Catalogue
from portal.web.rendering import words_of
from portal.web.request import now_of, today_of
from portal.web.times import say_day_in_page, say_time

# Languages choose a form by the last two digits of a number at most.
_NUMBERS = range(200)
# A page left open sees a few new days begin.
_DAYS = range(4)

SAID = {
    "sending": "live.sending",
    "waiting": "live.waiting",
    "waiting_here": "live.waiting_here",
    "lost": "shell.lost",
    "not_sent": "live.not_sent",
    "safe": "live.safe",
    "b_again": "live.b_again",
    "b_delete": "live.b_delete",
    "elsewhere": "live.elsewhere",
    "kept_words": "messages.kept_words",
    "b_take": "live.b_take",
    "signed_out": "live.signed_out",
    "a_sign_in": "live.a_sign_in",
    "connecting": "live.strip.connecting",
    "offline": "live.strip.offline",
    "back": "live.strip.back",
    "gone": "socket.not-found",
    "offline_said": "live.said.offline",
    "back_said": "live.strip.back",
    "new_from": "live.said.new",
    "message_sent": "live.said.sent",
    "alert_not_sent": "live.said.not_sent",
    "writing": "live.writing",
    "sent": "messages.state.sent",
    "delivered": "messages.state.delivered",
    "seen": "messages.state.seen",
    "seen_at": "messages.state.seen_at",
    "taken_back": "messages.taken_back",
    "written_in": "messages.written_in",
    "title_count": "messages.title_count",
    "checked": "messages.checked",
    "start": "messages.start",
    "new": "messages.new",
    "you": "messages.you",
    "you_for": "messages.you_for",
    "and": "messages.and",
    "e_empty": "messages.e_empty",
    "e_too_long": "messages.e_too_long",
    "error": "shell.error",
    "day_at_time": "time.day_at_time",
}
COUNTED = {"many_from": "live.said.many", "older": "live.said.older", "arrived": "live.arrived"}


def live_page(request: web.Request, thread: Thread, people: Wire | None) -> dict[str, object]:
    """Everything but the messages themselves. Patterns keep their {names}: the script fills them in.

    `people`: as `people_of` gives it.
    """
    words, actor, today = words_of(request), current_actor(request), today_of(request)
    days = [today + timedelta(days=ahead) for ahead in _DAYS]
    return {
        "said": {name: _pattern(words, key) for name, key in SAID.items()},
        "counted": {name: _forms(words, key) for name, key in COUNTED.items()},
        "covering": words.plain("socket.covering", name=actor.name, worker="{worker}"),
        "me": actor.name,
        "called": called_in(thread),
        "marks": marks_of(thread),
        "people": people,
        "reads": thread.role != "manager",
        "now": written(now_of(request)),
        "whole": [say_time(time(hour), words.language) for hour in range(24)],
        "clock": [_minutes(hour, words.language) for hour in range(24)],
        "days": {day.isoformat(): say_day_in_page(day, today.year, words.language) for day in days},
    }


def marks_of(thread: Thread) -> list[Wire]:
    return [_mark(one) for one in thread.marks]


def _mark(seen: Seen) -> Wire:
    return {
        "called": seen.called,
        "seen_seq": seen.seen_seq,
        "seen_at": written(seen.seen_at) if seen.seen_at else None,
        "delivered_seq": seen.delivered_seq,
        "delivered_at": written(seen.delivered_at) if seen.delivered_at else None,
    }


def called_in(thread: Thread) -> dict[str, str]:
    """The short name of everybody who can be heard from."""
    if not thread.mine:
        return {thread.name: thread.called}
    return {one.name: one.called for one in thread.workers} | {one.name: one.called for one in thread.covers}


class _Itself(dict[str, str]):
    """Every {name} stays as it is."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _pattern(words: Catalogue, key: str) -> str:
    limit = {"limit": "2,000"} if key == "messages.e_too_long" else {}
    sentence = words.sentence(key)
    assert sentence is not None, key
    return sentence.filled(_Itself(limit)).unescape()


def _forms(words: Catalogue, key: str) -> dict[str, object]:
    """The forms of a sentence, and for each number the place of its own."""
    said = [words.tn(key, number, count="{count}", name="{name}").unescape() for number in _NUMBERS]
    forms = list(dict.fromkeys(said))
    return {"forms": forms, "which": "".join(str(forms.index(one)) for one in said)}


def _minutes(hour: int, language: str) -> str:
    before, _, after = say_time(time(hour, 59), language).rpartition("59")
    return f"{before}{{m}}{after}"


def kept_quietly(judged: Judged, *, asks: bool) -> Wire:
    """As a socket answers `send`; `ask`: whether the page should ask if somebody needs anything now."""
    assert judged.at is not None
    return {"id": str(judged.id), "seq": judged.seq, "at": written(judged.at), "ask": asks}


_PROBLEMS = {422: "bad-data", 429: "too-fast"}


def refused_quietly(words: Catalogue, form: MessageForm, status: int) -> Wire:
    said: list[Message] = [*form.message.errors, "socket.closed"]
    key, values = said[0] if isinstance(said[0], tuple) else (said[0], {})
    return {"problem": _PROBLEMS.get(status, "closed"), "say": words.plain(key, **values)}

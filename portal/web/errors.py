"""Every refusal and every fault as a plain page that needs no database and gives nothing away."""

import logging
import re
from collections.abc import Iterable

from aiohttp import web
from wtforms import Field

from portal.db import UNAVAILABLE, UNSTORABLE, said_of
from portal.json_log import place_of
from portal.web.fields import Message
from portal.web.posted import SentTwice
from portal.web.rendering import render
from portal.web.request import current, own_path
from portal.web.routes import Handler, route_of

log = logging.getLogger(__name__)

PAGES = {400: "400", 403: "old_form", 404: "404", 409: "409", 413: "413", 429: "429", 500: "500", 503: "503"}
# Fields that are ours, not what somebody typed.
OWN_FIELDS = frozenset({"csrf", "key", "kept"})
RETRY_AFTER = "5"
# What is no longer than this is a choice or a word, and nothing that somebody would have to type again.
SHORT = 24
# Ids, moments and the names of versions: nothing that anybody typed, or could read.
OURS = re.compile("[0-9A-Fa-fTZ:.,+-]+")


class Busy(Exception):
    """Too much of one kind of work is waiting; the page says to try again."""


class OldForm(Exception):
    """The form does not prove that it came from a page of ours: too old, or from elsewhere."""


async def answer_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Runs the handler; whatever it raises becomes one of our pages."""
    try:
        return await handler(request)
    except OldForm:
        return old_form_page(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            return refusal
        if refusal.status == 405:
            return _with_allow(error_page(request, 405), refusal)
        return error_page(request, refusal.status)
    except SentTwice:
        return sent_twice_page(request)
    except web.RequestPayloadError:
        # A body that is not packed as its headers say. Nobody knows where on this line another request would begin.
        refused = error_page(request, 400)
        refused.force_close()
        return refused
    except (Busy, *UNAVAILABLE) as fault:
        log.warning("unavailable: %s on %s", said_of(fault), where(request))
        return _unavailable(request)
    except UNSTORABLE as fault:
        log.warning("unstorable: %s on %s", type(fault).__name__, where(request))
        return error_page(request, 400)
    except Exception as fault:
        # The text of an exception can hold what people typed: only its kind and place are written down.
        log.error("fault: %s at %s on %s", type(fault).__name__, place_of(fault), where(request))
        log.debug("fault", exc_info=fault)
        return error_page(request, 500)


def error_page(request: web.Request, status: int) -> web.Response:
    """Knows neither who asks nor what is there: the same bytes for everybody, but for the number of a fault."""
    page = current(request)
    page.actor, page.nav, page.done_key = None, (), None
    kind = PAGES.get(status) or ("404" if status in (405, 410) else "400" if status < 500 else "500")
    if kind == "500":
        return render(request, "errors/500.html", status=status, reference=page.reference)
    return render(request, f"errors/{kind}.html", status=status)


def old_form_page(request: web.Request, sign_in: str | None = None) -> web.Response:
    """403 with what was typed, to be sent again from here; nothing was written.

    `sign_in` is where to go first for somebody whose session ended while they typed. To anybody else who is not signed
    in nothing is shown back: the form may come from another site.
    """
    page = current(request)
    shown = page.actor is not None or sign_in
    typed = [
        (name, value, _has_to_be_typed(value))
        for name, value in typed_fields(page.posted.items() if shown else ())
    ]
    return render(
        request,
        "errors/old_form.html",
        status=403,
        typed=typed,
        action=own_path(request.path),
        sign_in=sign_in,
    )


def sent_twice_page(request: web.Request) -> web.Response:
    """400 with what was typed, to be copied from: sent on from here it would come twice again."""
    page = current(request)
    typed = [value for _, value in typed_fields(page.posted.items()) if _has_to_be_typed(value)]
    shown = list(dict.fromkeys(typed)) if page.actor is not None else []
    return render(request, "errors/sent_twice.html", status=400, typed=shown)


def stale_page(
    request: web.Request,
    way_on: str,
    *,
    typed: Iterable[tuple[Message, object]] = (),
    theirs: Iterable[tuple[Message, object]] = (),
) -> web.Response:
    """409: somebody changed the same thing first, or it is over, and nothing was written.

    What was typed stays on the page, beside what stands there now: labels and texts, of which the empty ones are left
    out. `way_on`: where it is opened as it is now.
    """
    mine, now = [[(label, text) for label, text in pairs if text] for pairs in (typed, theirs)]
    return render(request, "errors/409.html", status=409, typed=mine, theirs=now, action=way_on)


def stale_box(request: web.Request, way_on: str, box: Field, theirs: str | None) -> web.Response:
    """The same where one box says it all: what was typed into it, and what was saved first."""
    label = box.label.text
    return stale_page(request, way_on, typed=[(label, box.data)], theirs=[(label, theirs)])


def typed_fields(fields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in fields if name not in OWN_FIELDS and "password" not in name)


def _has_to_be_typed(value: str) -> bool:
    return (len(value) > SHORT or "\n" in value) and not OURS.fullmatch(value)


def _unavailable(request: web.Request) -> web.Response:
    page = current(request)
    if page.council is None:
        response = error_page(request, 503)
    else:
        page.actor, page.nav = None, ()
        council = page.council
        response = render(
            request, "errors/503.html", status=503, until=None, team=council.team_name, number=council.phone
        )
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _with_allow(page: web.Response, refusal: web.HTTPException) -> web.Response:
    page.headers["Allow"] = refusal.headers.get("Allow", "GET")
    return page


def where(request: web.Request) -> str:
    """Method and template of the route, never the address itself."""
    route = route_of(request)
    return f"{request.method} {route.path if route else '?'}"

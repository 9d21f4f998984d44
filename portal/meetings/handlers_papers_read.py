"""A paper before its named reader: read, printed, asked about. Family, who speaks up for them, and partners."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_comments, store_papers_read
from portal.meetings.model_papers import ASKS
from portal.meetings.model_papers_read import OpenPaper
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, one_in, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def opened_paper(request: web.Request) -> OpenPaper:
    """The paper in the address, if it was shown to who asks. Nothing else was ever there."""
    found = await store_papers_read.get_paper(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "meeting_id"),
        uuid_in(request, "paper_id"),
        words_of(request).language,
    )
    if found is None:
        raise web.HTTPNotFound
    return found


def path_of(paper: OpenPaper) -> str:
    return f"/meetings/{paper.meeting_id}/papers/{paper.id}"


async def show_paper(request: web.Request) -> web.Response:
    conn, actor, paper = connection(request), current_actor(request), await opened_paper(request)
    await opened(conn, actor, "paper", paper.id, about=[actor.id])
    if not is_prefetch(request):
        await store_papers_read.add_reading(conn, actor.id, paper.version_id)
    return _page(request, paper, "meetings/papers_read.html")


async def print_paper(request: web.Request) -> web.Response:
    """On paper it is what it is on the screen: with their own words and our answers, and without what is left out."""
    conn, actor, paper = connection(request), current_actor(request), await opened_paper(request)
    await opened(conn, actor, "paper", paper.id, about=[actor.id])
    return _page(request, paper, "meetings/papers_print.html")


def _page(request: web.Request, paper: OpenPaper, template: str) -> web.Response:
    actor = current_actor(request)
    return render(
        request,
        template,
        paper=paper,
        here=request.path.removesuffix("/print"),
        family=actor.is_family,
        late=paper.is_late(today_of(request)),
        over=today_of(request) > paper.meets_on,
        reader=actor.called,
    )


async def ask_about_paper(request: web.Request) -> web.Response:
    """More time, an explanation, somebody who reads it to them, paper; or that they do not need it any more."""
    conn, actor = connection(request), current_actor(request)
    meeting_id = uuid_in(request, "meeting_id")
    paper = one_in(request, "paper_id", await store_papers_read.list_papers(conn, actor.id, meeting_id))
    kind, back = posted(request).get("kind", ""), posted(request).get("deed") == "end"
    place = f"/meetings/{meeting_id}" + (f"/papers/{paper.id}#ways" if paper.shown_at else "")
    if kind not in ASKS:
        return see_other(place)
    deed = store_comments.end_ask if back else store_comments.add_ask
    done = await deed(conn, actor.id, paper.id, kind)
    if done is None:
        # Asked in another tab, or answered meanwhile: the page says how things stand.
        return see_other(place)
    await changed(conn, actor, "meeting_ask", done, about=[actor.id])
    return see_other(place, done="meetings.asks.back" if back else f"meetings.asks.done_{kind}")


FAMILY = Audience.FAMILY
PAPER = "/meetings/{meeting_id}/papers/{paper_id}"
routes = [
    get(PAPER, show_paper, audience=FAMILY),
    get(f"{PAPER}/print", print_paper, audience=FAMILY),
    post(f"{PAPER}/ask", ask_about_paper, audience=FAMILY),
    # A chair comes to meetings too, and is asked to none: they find nothing here.
    get(f"/partner{PAPER}", show_paper, audience=Audience.MEETINGS),
    get(f"/partner{PAPER}/print", print_paper, audience=Audience.MEETINGS),
]

"""One part a page: saved each time, looked at for whether somebody is safe; then the whole, and “This is right”."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.my_story import store
from portal.my_story.forms import PartForm, form_for
from portal.my_story.model import CHECK, PARTS, End, Story
from portal.my_story.opening import Find, Way, own_pages, own_way, pages_of
from portal.safety.asking import keep_answer
from portal.safety.model import Stands, Writing
from portal.safety.opening_words import look_at_words
from portal.safety.returning import CameFrom, Place
from portal.web.draft_store import end_drafts
from portal.web.rendering import render
from portal.web.request import connection, now_of, number_in, posted, see_other
from portal.web.routes import Audience, Handler, get, post


def show_part(find: Find) -> Handler:
    async def show(request: web.Request) -> web.Response:
        way = await find(request)
        place, key = _part_here(request)
        if way.begun is None:
            return see_other(way.finished)
        conn, begun = connection(request), way.begun
        await opened(conn, current_actor(request), "story", begun.id, about=[way.person_id])
        form = await form_for(key).begin(request, body=begun.body(key))
        form.seen.data = str(begun.version(key))
        form.then.data = CHECK if request.query.get("then") == CHECK else ""
        return _page(request, way, place, form)

    return show


def keep_part(find: Find) -> Handler:
    async def keep(request: web.Request) -> web.Response:
        way = await find(request)
        place, key = _part_here(request)
        form = await form_for(key).posted(request)
        if way.begun is None:
            return await _ended_elsewhere(request, way, form)
        deed = posted(request).get("deed", "save")
        if deed == "skip":
            return _go_on(way, place, form, deed)
        if not form.validate():
            return _page(request, way, place, form, status=422)
        body = form.body.data or ""
        if body == way.begun.body(key) and key in way.begun.parts:
            return _go_on(way, place, form, deed)
        conn, actor = connection(request), current_actor(request)
        seen = number_in(form.seen.data) or 0
        if not await store.save_part(conn, actor.id, way.begun.id, key, body, seen):
            form.seen.data = str(way.begun.version(key))
            return _page(request, way, place, form, status=409, other=way.begun.body(key))
        await changed(conn, actor, "story", way.begun.id, about=[way.person_id])
        stands = Stands(Writing.STORY, way.begun.id)
        if await look_at_words(request, way.person_id, body, stands) and not way.together:
            return see_other(f"/story/now?then={place}")
        return _go_on(way, place, form, deed)

    return keep


def _go_on(way: Way, place: int, form: PartForm, deed: str) -> web.Response:
    if deed == "later":
        return see_other(way.finished, done="my_story.kept")
    if form.then.data == CHECK or place == len(PARTS):
        return see_other(way.path(CHECK))
    return see_other(way.path(place + 1))


def _part_here(request: web.Request) -> tuple[int, str]:
    place = number_in(request.match_info["step"], digits=2)
    if place is None or not 1 <= place <= len(PARTS):
        raise web.HTTPNotFound
    return place, PARTS[place - 1]


def _page(
    request: web.Request, way: Way, place: int, form: PartForm, *, status: int = 200, other: str | None = None
) -> web.Response:
    """With 409, the box holds what was typed here, and above it stands what was saved elsewhere."""
    return render(
        request, "my_story/ask.html", status=status, journey=way, place=place, of=len(PARTS), form=form,
        key=PARTS[place - 1], other=other,
    )  # fmt: skip


async def _ended_elsewhere(request: web.Request, way: Way, form: PartForm) -> web.Response:
    """Another tab was quicker. What was typed here stands on the page, to be taken along."""
    typed = form.body.data or ""
    ended = None if way.together else await store.get_last_end(connection(request), way.person_id)
    if ended is End.PUT_AWAY:
        return render(request, "my_story/put_away_already.html", status=409, ended=ended.value, typed=typed)
    return render(request, "my_story/approved_elsewhere.html", status=409, journey=way, typed=typed)


def show_check(find: Find) -> Handler:
    async def show(request: web.Request) -> web.Response:
        way = await find(request)
        if way.begun is None:
            return see_other(way.finished)
        return await _check(request, way, way.begun)

    return show


def approve_story(find: Find) -> Handler:
    async def approve(request: web.Request) -> web.Response:
        """Only what stood on the page is approved: words that were saved elsewhere meanwhile are shown first."""
        way = await find(request)
        if way.begun is None:
            return see_other(way.finished)
        if posted(request).get("seen") != way.begun.mark:
            return await _check(request, way, way.begun, status=409)
        conn, actor = connection(request), current_actor(request)
        if not await store.approve(conn, actor.id, way.begun.id):
            return await _check(request, way, way.begun, status=422)
        if way.together:
            await end_drafts(conn, actor.account_id, pages_of(way.base))
        await changed(conn, actor, "story", way.begun.id, about=[way.person_id], reason="approved")
        return see_other(way.finished, done="my_story.approved")

    return approve


async def _check(request: web.Request, way: Way, begun: Story, *, status: int = 200) -> web.Response:
    around = await store.get_around(connection(request), way.person_id, None)
    return render(
        request, "my_story/check.html", status=status, journey=way, story=begun, around=around, keys=PARTS,
        stale=status == 409, nothing=status == 422,
    )  # fmt: skip


async def show_now(request: web.Request) -> web.Response:
    """After a part was saved: whether they need help now. Never in place of saving."""
    own_pages(request)
    return _now(request)


async def answer_now(request: web.Request) -> web.Response:
    conn, actor = own_pages(request)
    here = CameFrom(Place.STORY, _after_now(request))
    goes_to = await keep_answer(conn, actor, posted(request).get("answer", ""), now_of(request), here)
    return _now(request, status=422) if goes_to is None else see_other(goes_to)


def _now(request: web.Request, *, status: int = 200) -> web.Response:
    then = number_in(request.query.get("then"), digits=2) or 0
    return render(request, "my_story/show_now.html", status=status, then=then)


def _after_now(request: web.Request) -> str:
    place = number_in(posted(request).get("then"), digits=2) or 0
    return str(place + 1) if 0 < place < len(PARTS) else CHECK


routes = [
    get("/story/now", show_now, audience=Audience.FAMILY),
    post("/story/now", answer_now, audience=Audience.FAMILY),
    get("/story/check", show_check(own_way), audience=Audience.FAMILY),
    post("/story/check", approve_story(own_way), audience=Audience.FAMILY),
    get("/story/{step}", show_part(own_way), audience=Audience.FAMILY),
    post("/story/{step}", keep_part(own_way), audience=Audience.FAMILY),
]

"""The pack of a meeting for those who are asked: what it is for, when, who comes, what to read, how to get ready."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_family, store_papers_read, store_part
from portal.meetings.forms_part import ChildForm, answered
from portal.meetings.model_family import Pack, Standing
from portal.meetings.opening_family import opened_pack, pack_of, voice_in
from portal.safety.asking import keep_answer
from portal.safety.returning import CameFrom, Place
from portal.statutory.voice import Voice
from portal.web.calendar_file import calendar_answer
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, now_of, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post

# Where the button was pressed, and so where its answer shows.
CAME_FROM = {"home": "/home", "visits": "/visits"}
TAGS = {
    Standing.WAITING: ("meetings.family.tag.waiting", ""),
    Standing.ANSWERED: ("meetings.family.tag.answered", "good"),
    Standing.ASKED: ("visits.tag.asked", "warn"),
    Standing.MOVED: ("visits.tag.changed", "new"),
    Standing.OFF: ("visits.tag.off", "off"),
    Standing.OVER: ("meetings.family.tag.over", ""),
}


async def show_meeting(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    pack = await pack_of(request)
    await opened(conn, actor, "meeting", pack.id, about={actor.id, *pack.children})
    if not pack.first_opened and not is_prefetch(request):
        await store_family.change_first_opened(conn, actor.id, pack.id)
    form = await ChildForm.begin(request, **ChildForm.said(pack.part))
    return await _page(request, pack, form)


async def choose(request: web.Request) -> web.Response:
    """A younger child says on the page itself how they want to take part."""
    conn, actor = connection(request), current_actor(request)
    pack = await pack_of(request)
    form = await ChildForm.posted(request)
    if voice_in(request) is not Voice.CHILD:
        raise web.HTTPNotFound
    if not form.validate():
        return await _page(request, pack, form, status=422)
    if not await store_part.change_part(conn, actor.id, pack.id, form.into(pack.part, pack.card)):
        return await _page(request, pack, form, status=409, notice="closed")
    await changed(conn, actor, "meeting_part", pack.id, about=[actor.id])
    return see_other(f"/meetings/{pack.id}", done="meetings.part.child.kept")


async def say_coming(request: web.Request) -> web.Response:
    """One tap: they will be there, at the time that stood beside the button."""
    conn, actor = connection(request), current_actor(request)
    pack = await pack_of(request)
    if posted(request).get("seen") != pack.card.starts_at.isoformat():
        form = ChildForm(**ChildForm.said(pack.part))
        return await _page(request, pack, form, status=409, notice="moved")
    said = answered(pack.part, pack.card, "all", None)
    if not await store_part.change_part(conn, actor.id, pack.id, said):
        return await _page(request, pack, ChildForm(**ChildForm.said(pack.part)), status=409, notice="closed")
    await changed(conn, actor, "meeting_part", pack.id, about=[actor.id])
    knows = words_of(request).plain("meetings.family.knows_coming", chair=pack.card.chair_called)
    return see_other(CAME_FROM.get(posted(request).get("from", ""), f"/meetings/{pack.id}"), done=f"={knows}")


async def _page(
    request: web.Request, pack: Pack, form: ChildForm, *, status: int = 200, notice: str | None = None
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    voice = voice_in(request)
    form.seen.data = ChildForm.mark(pack.part)
    return render(
        request,
        "meetings/family_pack_child.html" if voice is Voice.CHILD else "meetings/family_pack.html",
        status=status,
        pack=pack,
        card=pack.card,
        standing=pack.card.standing(now_of(request)),
        tags=TAGS,
        voice=voice,
        papers=await store_papers_read.list_papers(conn, actor.id, pack.id, words_of(request).language),
        form=form,
        notice=notice,
        quiet=actor.display.quiet,
    )


async def show_ready(request: web.Request) -> web.Response:
    pack = await opened_pack(request, "meeting_part")
    return render(request, "meetings/family_ready.html", pack=pack, card=pack.card)


async def show_calendar_file(request: web.Request) -> web.Response:
    """Off in quiet mode: a calendar is what others look into first."""
    conn, actor = connection(request), current_actor(request)
    card = await store_family.get_card(
        conn, actor.id, uuid_in(request, "meeting_id"), words_of(request).language
    )
    if card is None or card.called_off or actor.display.quiet:
        raise web.HTTPNotFound
    await opened(conn, actor, "meeting_calendar", card.id, about=[actor.id])
    return calendar_answer(request, card.id, card.starts_at, card.minutes)


async def show_now(request: web.Request) -> web.Response:
    """After words were kept: whether they need help now. Never in place of keeping them."""
    return render(request, "meetings/family_now.html", pack=await pack_of(request))


async def answer_now(request: web.Request) -> web.Response:
    pack, conn, actor = await pack_of(request), connection(request), current_actor(request)
    here = CameFrom(Place.MEETING, str(pack.id))
    goes_to = await keep_answer(conn, actor, posted(request).get("answer", ""), now_of(request), here)
    if goes_to is None:
        return render(request, "meetings/family_now.html", status=422, pack=pack)
    return see_other(goes_to)


FAMILY, BASE = Audience.FAMILY, "/meetings/{meeting_id}"
routes = [
    get(BASE, show_meeting, audience=FAMILY),
    post(BASE, choose, audience=FAMILY),
    post(f"{BASE}/coming", say_coming, audience=FAMILY),
    get(f"{BASE}/ready", show_ready, audience=FAMILY),
    get(f"{BASE}/calendar.ics", show_calendar_file, audience=FAMILY),
    get(f"{BASE}/now", show_now, audience=FAMILY),
    post(f"{BASE}/now", answer_now, audience=FAMILY),
]

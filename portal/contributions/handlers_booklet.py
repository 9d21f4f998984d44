"""A blank booklet: the same questions in the same order, to print and to fill in with a pen."""

from uuid import UUID

from aiohttp import web

from portal.contributions import store_people, store_share
from portal.contributions.model_sets import Occasion, QuestionSet, Whom, Words, said_in
from portal.contributions.question_sets import choose_set
from portal.contributions.starting import age_in, whom_of
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.statutory.voice import voice_of
from portal.web.rendering import render, words_of
from portal.web.request import connection, today_of, uuid_in
from portal.web.routes import Audience, get


async def show_own_booklet(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    whom = await whom_of(conn, actor.id, actor.kind)
    of = whole_set(actor.council_id, whom, age_in(actor.born_on, today_of(request)))
    side = await store_share.get_side(conn, actor.id)
    worker = side.to.called if side.to else ""
    return render(
        request,
        "contributions/show_booklet.html",
        of=of, questions=_told(request, of, worker), called=actor.called, worker=worker,
        voice=voice_of(actor.kind, actor.born_on, today_of(request)), back="/views/new",
    )  # fmt: skip


async def show_booklet(request: web.Request) -> web.Response:
    """For somebody whom a member of staff works with; nothing in it says whose it is but the name."""
    conn, actor = connection(request), current_actor(request)
    person = await store_people.get_worked_with(conn, actor.id, uuid_in(request, "person_id"))
    if person is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "views", person.id, about=[person.id])
    whom = await whom_of(conn, person.id, person.kind)
    of = whole_set(actor.council_id, whom, age_in(person.born_on, today_of(request))).for_children(
        person.children
    )
    return render(
        request,
        "contributions/show_booklet.html",
        of=of, questions=_told(request, of, actor.called), called=person.called, worker=actor.called,
        voice=voice_of(person.kind, person.born_on, today_of(request)), back=f"/staff/people/{person.id}",
    )  # fmt: skip


def whole_set(council_id: UUID, whom: Whom, age: int | None) -> QuestionSet:
    """All questions, as they are asked before a meeting."""
    return choose_set(council_id, Occasion.MEETING, whom, age, whole=True)


Printed = tuple[str, str | None, list[tuple[str, str, list[str]]]]


def _told(request: web.Request, of: QuestionSet, worker: str) -> list[Printed]:
    """Each question with its hint, and of each part what is asked, how it is answered, and the words to ring."""
    language = words_of(request).language

    def said(words: Words) -> str:
        return said_in(words, language).replace("{worker}", worker)

    return [
        (
            said(one.ask),
            said(one.hint) if one.hint else None,
            [
                (said(part.ask), part.kind.value, [said(choice.words) for choice in part.choices])
                for part in one.parts
            ],
        )
        for one in of.questions
    ]


routes = [
    get("/views/new/booklet", show_own_booklet, audience=Audience.FAMILY),
    get("/staff/people/{person_id}/booklet", show_booklet, audience=Audience.STAFF),
]

"""What somebody wants to talk about: adding it, changing it, taking it away and putting it back."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.safety.model import Stands, Writing
from portal.statutory.voice import left_school
from portal.visits import store, store_topics
from portal.visits.forms import TopicForm
from portal.visits.model import Card
from portal.visits.opening_words import after_words
from portal.visits.store_topics import OwnTopic, Wording
from portal.web.fields import Message
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def start_topic(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    card = await _card_here(request)
    await opened(conn, actor, "visit", card.id, about=[actor.id])
    if not card.is_open(now_of(request)):
        return render(request, "visits/closed.html", card=card, what="topic")
    # Whoever comes from “Do you need one?” may not have the words for it in this language.
    asked = (
        {"body": words_of(request).plain("visits.topics.interpreter")}
        if "interpreter" in request.query
        else {}
    )
    form = await TopicForm.begin(request, **asked)
    _say_names(request, form, card)
    return render(request, "visits/start_topic.html", card=card, form=form)


async def add_topic(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    card = await _card_here(request)
    form = await TopicForm.posted(request)
    _say_names(request, form, card)
    if not form.validate():
        return render(request, "visits/start_topic.html", status=422, card=card, form=form)
    added = await store_topics.add_topic(conn, actor.id, card.id, _wording(form))
    if added is None:
        return _not_added(request, card, form)
    await changed(conn, actor, "visit_topic", added, about=[actor.id])
    on = await after_words(request, f"/visits/{card.id}", Stands(Writing.TOPIC, added), form.body.data)
    return see_other(on, done="visits.topics.added")


def _not_added(request: web.Request, card: Card, form: TopicForm) -> web.Response:
    if not card.is_open(now_of(request)):
        return render(
            request, "visits/closed.html", status=409, card=card, what="topic", typed=[form.body.data]
        )
    too_many: Message = ("visits.topics.e_many", {"most": store_topics.MOST_TOPICS})
    form.body.errors = [too_many]  # type: ignore[list-item]
    return render(request, "visits/start_topic.html", status=422, card=card, form=form)


async def show_topic(request: web.Request) -> web.Response:
    own = await _topic_here(request)
    await opened(connection(request), current_actor(request), "visit_topic", own.topic.id, about=own.children)
    if not own.card.is_open(now_of(request)):
        return render(request, "visits/closed.html", card=own.card, what="topic", typed=[own.topic.body])
    if own.topic.ended:
        return render(request, "visits/show_ended_topic.html", card=own.card, topic=own.topic)
    topic = own.topic
    form = await TopicForm.begin(
        request, body=topic.body, who=topic.audience, in_private=topic.in_private, version=str(topic.version)
    )
    return _topic_page(request, own, form)


async def change_topic(request: web.Request) -> web.Response:
    """Saves it, takes it away, or puts it back, as the button says."""
    conn, actor = connection(request), current_actor(request)
    own = await _topic_here(request)
    deed = posted(request).get("deed", "save")
    if deed in ("remove", "put-back"):
        return await _end_topic(request, actor, own, back=deed == "put-back")
    form = await TopicForm.posted(request)
    _say_names(request, form, own.card)
    if not own.card.is_open(now_of(request)):
        return _too_late(request, own, form)
    if not form.validate():
        return _topic_page(request, own, form, status=422)
    if await store_topics.change_topic(conn, actor.id, own, _version_in(form), _wording(form)):
        await changed(conn, actor, "visit_topic", own.topic.id, about=own.children)
        stands = Stands(Writing.TOPIC, own.topic.id)
        on = await after_words(request, f"/visits/{own.card.id}", stands, form.body.data)
        return see_other(on, done="visits.topics.changed")
    newest = await _topic_here(request)
    form.version.data = str(newest.topic.version)
    return _topic_page(request, newest, form, status=409)


async def _end_topic(request: web.Request, actor: Actor, own: OwnTopic, *, back: bool) -> web.Response:
    conn = connection(request)
    if not await store_topics.end_topic(conn, actor.id, own, back=back):
        return _too_late(request, own, None)
    await changed(conn, actor, "visit_topic", own.topic.id, about=own.children)
    if back:
        return see_other(f"/visits/{own.card.id}", done="visits.topics.put_back")
    return see_other(f"/visits/{own.card.id}/topics/{own.topic.id}")


def _too_late(request: web.Request, own: OwnTopic, form: TopicForm | None) -> web.Response:
    typed = [form.body.data] if form is not None and form.body.data else []
    return render(request, "visits/closed.html", status=409, card=own.card, what="topic", typed=typed)


def _topic_page(request: web.Request, own: OwnTopic, form: TopicForm, *, status: int = 200) -> web.Response:
    _say_names(request, form, own.card)
    return render(
        request,
        "visits/show_topic.html",
        status=status,
        card=own.card,
        topic=own.topic,
        form=form,
        stale=status == 409,
        problems=[("#newest", "visits.topics.e_stale")] if status == 409 else [],
    )


def _say_names(request: web.Request, form: TopicForm, card: Card) -> None:
    left = left_school(current_actor(request).born_on, today_of(request))
    form.speak_of(card.worker_called, with_school=not left)


async def _card_here(request: web.Request) -> Card:
    card = await store.get_card(connection(request), current_actor(request).id, uuid_in(request, "visit_id"))
    if card is None:
        raise web.HTTPNotFound
    return card


async def _topic_here(request: web.Request) -> OwnTopic:
    own = await store_topics.get_own_topic(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "visit_id"),
        uuid_in(request, "topic_id"),
    )
    if own is None:
        raise web.HTTPNotFound
    return own


def _wording(form: TopicForm) -> Wording:
    return Wording(form.body.data or "", form.who.data, bool(form.in_private.data))


def _version_in(form: TopicForm) -> int:
    """Versions count from 1: 0 is none of them."""
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


routes = [
    get("/visits/{visit_id}/topics/new", start_topic, audience=Audience.FAMILY),
    post("/visits/{visit_id}/topics/new", add_topic, audience=Audience.FAMILY),
    get("/visits/{visit_id}/topics/{topic_id}", show_topic, audience=Audience.FAMILY),
    post("/visits/{visit_id}/topics/{topic_id}", change_topic, audience=Audience.FAMILY),
]

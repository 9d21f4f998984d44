"""The administrator's page of letters: words, templates, the way to Notify, and what Notify proves itself with."""

import secrets

from aiohttp import web

from notifications.catalogue import ENGLISH, LANGUAGES
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.letters import store_texts
from portal.letters.model_texts import MOST_TOKENS, TooManyTokens, all_letters
from portal.web.rendering import render
from portal.web.request import connection, current, own_origin, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post

PAGE = "/admin/texts"


async def show_texts(request: web.Request) -> web.Response:
    return await _page(request)


async def _page(
    request: web.Request, *, token: str | None = None, problem: str | None = None
) -> web.Response:
    """`token`: a new one, shown this once."""
    conn = connection(request)
    await opened(conn, current_actor(request), "texts")
    carrier, known = await store_texts.get_carrier(conn), await store_texts.list_known(conn)
    asked = request.query.get("language")
    language = asked if asked in LANGUAGES else ENGLISH
    letters = all_letters(language, own_values(request), known, two_way=carrier.two_way)
    ways = [said for one in letters for line in one.lines for said in (line.standard, line.discreet)]
    return render(
        request,
        "letters/show_texts.html",
        status=409 if problem else 200,
        carrier=carrier,
        letters=letters,
        missing=sum(not said.known for said in ways),
        language_shown=language,
        languages=LANGUAGES,
        tokens=await store_texts.list_tokens(conn),
        most_tokens=MOST_TOKENS,
        token=token,
        problem=problem,
        failed=problem is not None,
        post_to=[f"{own_origin(request)}/notify/{what}" for what in ("receipts", "texts")],
    )


def own_values(request: web.Request) -> dict[str, str]:
    """What is the same in all letters of this council."""
    council = current(request).council
    assert council is not None
    return {"url": own_origin(request), "phone": council.phone}


async def add_token(request: web.Request) -> web.Response:
    """Answers with the token itself: it is shown this once."""
    conn, token = connection(request), secrets.token_urlsafe(32)
    try:
        token_id = await store_texts.add_token(conn, token)
    except TooManyTokens:
        return await _page(request, problem="letters.token.too_many")
    await changed(conn, current_actor(request), "notify_token", token_id, reason="made")
    return await _page(request, token=token)


async def end_token(request: web.Request) -> web.Response:
    conn, token_id = connection(request), uuid_in(request, "token_id")
    if not await store_texts.end_token(conn, token_id):
        raise web.HTTPNotFound
    await changed(conn, current_actor(request), "notify_token", token_id, reason="ended")
    return see_other(PAGE, done="letters.token.ended")


async def change_two_way(request: web.Request) -> web.Response:
    conn, turned = connection(request), posted(request).get("two_way")
    if turned not in ("on", "off"):
        raise web.HTTPBadRequest
    if await store_texts.change_two_way(conn, on=turned == "on"):
        await changed(conn, current_actor(request), "two_way_texts", reason=turned)
    return see_other(PAGE, done=f"letters.two_way.done_{turned}")


routes = [
    get(PAGE, show_texts, audience=Audience.ADMINISTRATOR),
    post(f"{PAGE}/tokens", add_token, audience=Audience.ADMINISTRATOR),
    post(f"{PAGE}/tokens/{{token_id}}/end", end_token, audience=Audience.ADMINISTRATOR),
    post(f"{PAGE}/two-way", change_two_way, audience=Audience.ADMINISTRATOR),
]

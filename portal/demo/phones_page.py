"""/demo/phones: everybody's phone, mailbox and letter box, as whoever lives with them could read it."""

from functools import cache
from pathlib import Path

from aiohttp import web

from portal.demo.phones import OnShow, box_of, groups
from portal.web.rendering import render
from portal.web.request import posted, see_other
from portal.web.routes import Audience, get, post

PAGE = "/demo/phones"
LONGEST = 918
ON_SHOW = web.AppKey("on_show", OnShow)


async def show_phones(request: web.Request) -> web.Response:
    shown = groups(request.app.get(ON_SHOW))
    return render(request, "demo/show_phones.html", groups=shown, problem=None, answering=True)


async def list_phones(request: web.Request) -> web.Response:
    """The boxes only, for the page's script to compare with what it shows.

    Without forms: asking for those would make the forms of somebody's other pages old, who has not signed in.
    """
    shown = groups(request.app.get(ON_SHOW))
    return render(request, "demo/list_phones.html", groups=shown, problem=None, answering=False)


async def add_answer(request: web.Request) -> web.StreamResponse:
    """Somebody who holds this phone writes back."""
    on_show, fields = request.app.get(ON_SHOW), posted(request)
    box = box_of(on_show, fields.get("box", ""))
    if on_show is None or box is None or box.answers_to is None:
        raise web.HTTPNotFound
    words = fields.get("words", "").strip()
    if not 0 < len(words) <= LONGEST:
        problem = {
            "box": box.id,
            "words": words,
            "why": "demo.phones.e_long" if words else "demo.phones.e_words",
        }
        return render(
            request,
            "demo/show_phones.html",
            status=422,
            groups=groups(on_show),
            problem=problem,
            answering=True,
        )
    on_show.stand_in.answer(box.answers_to, box.address, words)
    return see_other(f"{PAGE}#{box.id}")


async def show_script(request: web.Request) -> web.Response:
    return web.Response(body=_script(), content_type="text/javascript", charset="utf-8")


@cache
def _script() -> bytes:
    return Path(__file__).with_name("phones.js").read_bytes()


routes = [
    get(PAGE, show_phones, audience=Audience.ANYONE),
    get(f"{PAGE}/now", list_phones, audience=Audience.ANYONE),
    get(f"{PAGE}/live.js", show_script, audience=Audience.ANYONE),
    post(PAGE, add_answer, audience=Audience.ANYONE),
]

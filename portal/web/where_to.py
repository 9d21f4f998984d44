"""A script that sends the form for its page asks where that leads and goes there itself: one trip, no word lost."""

import json

from aiohttp import web

JSON = "application/json"


def is_asked(request: web.Request) -> bool:
    return request.headers.get("Accept") == JSON


def told(response: web.StreamResponse) -> web.StreamResponse:
    """A redirect as `{"to": address}`, with its cookies. Whatever else came of it is 409 and so undone: the page then
    sends its form as browsers do, and the person sees what comes of that.
    """
    if response.status != 303 or not isinstance(response, web.Response):
        return web.json_response({}, status=409)
    response.set_status(200)
    response.content_type, response.text = JSON, json.dumps({"to": response.headers.pop("Location")})
    return response

"""“Send a test to me”: a letter with invented values, to an administrator's own mailbox or mobile."""

from aiohttp import web

from notifications.catalogue import LETTERS
from notifications.model import Channel
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.letters import store_trials
from portal.letters.forms import TrialForm
from portal.letters.store_trials import NewTrial, TooManyTrials
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post

PAGE = "/admin/texts/test"


async def start_trial(request: web.Request) -> web.Response:
    await opened(connection(request), current_actor(request), "texts")
    asked = request.query.get("letter", "")
    form = await TrialForm.begin(request, **({"letter": asked} if asked in LETTERS else {}))
    return await _page(request, form)


async def add_trial(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form = await TrialForm.posted(request)
    email = await store_trials.get_email(conn, actor.account_id)
    form.offer(email)
    if not form.check():
        return await _page(request, form, status=422)
    by_text = form.way.data == Channel.TEXT
    address = (form.number or "").replace(" ", "") if by_text else email or ""
    new = NewTrial(form.letter.data, form.way.data, form.wording.data, form.language.data, address)
    try:
        trial_id = await store_trials.add_trial(conn, actor.id, new)
    except TooManyTrials:
        form.letter.errors = ["letters.trial.e_enough"]
        return await _page(request, form, status=429)
    await changed(conn, actor, "trial_letter", trial_id, reason=new.key)
    return see_other(PAGE, done="letters.trial.done")


async def _page(request: web.Request, form: TrialForm, *, status: int = 200) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form.offer(await store_trials.get_email(conn, actor.account_id))
    trials = await store_trials.list_trials(conn, actor.id)
    return render(request, "letters/start_trial.html", status=status, form=form, trials=trials)


routes = [
    get(PAGE, start_trial, audience=Audience.ADMINISTRATOR),
    post(PAGE, add_trial, audience=Audience.ADMINISTRATOR),
]

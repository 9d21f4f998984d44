"""The one page that every deed here returns to."""

from aiohttp import web

from portal.enrolment import actions, store
from portal.enrolment.forms import CardForm, InvitationForm, NameForm, PauseForm
from portal.enrolment.model import EnrolledPerson
from portal.identity.actor import StaffRole, current_actor
from portal.web.forms import Form
from portal.web.rendering import render
from portal.web.request import connection, uuid_in


async def person_in(request: web.Request) -> EnrolledPerson:
    """The person of the address, if the actor works with them."""
    person = await store.get_person(
        connection(request), current_actor(request).id, uuid_in(request, "person_id")
    )
    if person is None:
        raise web.HTTPNotFound
    return person


async def show_ways(
    request: web.Request,
    person: EnrolledPerson,
    *,
    status: int = 200,
    form: Form | None = None,
    problem: str | None = None,
) -> web.Response:
    """`form` is the one that was posted and has to be filled in again."""
    actor, conn = current_actor(request), connection(request)
    points = await actions.list_safe_points(conn, person.id)
    invitation_form = form if isinstance(form, InvitationForm) else InvitationForm().offer(points)
    return render(
        request, "enrolment/show_sign_in.html", status=status, person=person, problem=problem,
        ways=await store.list_ways(conn, actor.id, person.id), points=points,
        sent=await store.list_links(conn, actor.id, person.id), invitation_form=invitation_form,
        can_reset=await actions.can_be_sent_a_link(conn, person.id),
        may_pause=actor.role is StaffRole.MANAGER, base=f"/staff/people/{person.id}/sign-in", form=form,
        name_form=form if isinstance(form, NameForm) else NameForm(), card_form=CardForm(),
        pause_form=form if isinstance(form, PauseForm) else PauseForm(),
    )  # fmt: skip

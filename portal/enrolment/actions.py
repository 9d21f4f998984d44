"""Handing over a way to sign in: words, number, sessions and access log in one go."""

from typing import cast
from uuid import UUID

from notifications.model import Channel
from portal.db import Connection
from portal.enrolment import store
from portal.enrolment.model import (
    EnrolledPerson,
    NameTaken,
    PaperWords,
    Paused,
    SafePoint,
    ToldNumber,
    Way,
    new_card_number,
)
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.link_store import add_invitation
from portal.identity.links import INVITATION_LASTS
from portal.identity.passwords import Hasher
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sessions import end_sessions_of, new_token
from portal.identity.sign_in_names import NameKind, SignInName, read_sign_in_name
from portal.safe_contact.links import points_for_reset
from portal.safe_contact.rules import channels
from portal.safe_contact.store import get_plan
from portal.safe_contact.store_points import list_points
from portal.safe_contact.store_stops import list_stops
from portal.web.request import Current

TRIES = 20


async def give_words(
    page: Current, conn: Connection, hasher: Hasher, actor: Actor, person: EnrolledPerson
) -> tuple[UUID, PaperWords]:
    """New words; the old ones, the person's own password and every session end with them. Raises Paused."""
    words = new_words()
    account_id = await store.change_words(conn, actor.id, person.id, await hasher.hash(words))
    if account_id is None:
        raise Paused
    await end_everywhere(conn, account_id)
    await changed(conn, actor, "secret_words", account_id, about=[person.id])
    return account_id, PaperWords(words, page.now + WORK_FOR)


async def give_card(
    page: Current, conn: Connection, hasher: Hasher, actor: Actor, person: EnrolledPerson
) -> PaperWords:
    """A new card in place of any earlier one. Raises Paused."""
    account_id, paper = await give_words(page, conn, hasher, actor, person)
    cards = [way.name for way in await store.list_ways(conn, actor.id, person.id) if way.kind == "card"]
    await store.end_names(conn, actor.id, account_id, cards)
    number = await _free_number(conn, actor, account_id)
    await store.add_card(conn, actor.id, account_id, number)
    await changed(conn, actor, "sign_in_card", account_id, about=[person.id])
    return PaperWords(paper.words, paper.until, number)


async def _free_number(conn: Connection, actor: Actor, account_id: UUID) -> str:
    for _ in range(TRIES):
        number = new_card_number()
        if await store.add_name(conn, actor.id, account_id, SignInName("card", number)):
            return number
    raise NameTaken


async def add_way(
    conn: Connection, actor: Actor, person: EnrolledPerson, account_id: UUID, name: SignInName
) -> None:
    """One more name to sign in with. Raises NameTaken."""
    if not await store.add_name(conn, actor.id, account_id, name):
        raise NameTaken
    await changed(conn, actor, "sign_in_name", account_id, about=[person.id], reason=f"added {name.kind}")


async def list_safe_points(conn: Connection, person_id: UUID) -> list[SafePoint]:
    """Where an invitation may go: what works, by a way that the person marked as safe, and nothing is stopped."""
    if await list_stops(conn, person_id):
        return []
    points = await list_points(conn, person_id)
    ways = channels(await get_plan(conn, person_id), points)
    kinds: dict[str, NameKind] = {}
    if Channel.TEXT in ways:
        kinds["mobile"] = "mobile"
    if Channel.EMAIL in ways:
        kinds["email"] = "email"
    return [
        SafePoint(point.id, kinds[point.kind], point.value, point.is_shared)
        for point in points
        if point.kind in kinds and point.may_be_used
    ]


async def can_be_sent_a_link(conn: Connection, person_id: UUID) -> bool:
    """Whether a link that they ask for themselves would reach them, and nobody else."""
    if await list_stops(conn, person_id):
        return False
    return bool(points_for_reset(await get_plan(conn, person_id), await list_points(conn, person_id)))


async def invite(
    page: Current, conn: Connection, hasher: Hasher, secret: bytes, person: EnrolledPerson, point: SafePoint
) -> ToldNumber:
    """A link by letter and a number to tell. Ends what opened the account before. Raises Paused or NameTaken.

    Until the link is used nobody has words: those that the account gets now are thrown away unseen.
    """
    actor = cast(Actor, page.actor)
    account_id = await store.change_words(conn, actor.id, person.id, await hasher.hash(new_token()))
    if account_id is None:
        raise Paused
    await end_everywhere(conn, account_id)
    name = read_sign_in_name(point.value)
    if not await store.list_ways(conn, actor.id, person.id):
        if name is None:
            raise NameTaken
        await add_way(conn, actor, person, account_id, name)
    number = await add_invitation(conn, secret, account_id, actor.id, point.id)
    await changed(conn, actor, "invitation", account_id, about=[person.id], reason=f"by {point.kind}")
    return ToldNumber(number, point, page.now + INVITATION_LASTS)


async def end_way(conn: Connection, actor: Actor, person: EnrolledPerson, way: Way) -> bool:
    """Takes a name away, and signs out whoever came in with it."""
    if person.account_id is None or not await store.end_names(conn, actor.id, person.account_id, [way.name]):
        return False
    await end_everywhere(conn, person.account_id)
    await changed(
        conn, actor, "sign_in_name", person.account_id, about=[person.id], reason=f"ended {way.kind}"
    )
    return True


async def end_everywhere(conn: Connection, account_id: UUID) -> None:
    """Signs an account out on every phone; none of them counts as known any longer."""
    await end_sessions_of(conn, account_id)
    await store.end_devices(conn, account_id)

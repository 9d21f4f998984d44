"""Handing over a way to sign in: words, number, sessions and access log in one go."""

from uuid import UUID

from portal.db import Connection
from portal.enrolment import store
from portal.enrolment.model import EnrolledPerson, NameTaken, PaperWords, Paused, Way, new_card_number
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.passwords import Hasher
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sessions import end_sessions_of
from portal.identity.sign_in_names import SignInName
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
    for way in await store.list_ways(conn, actor.id, person.id):
        if way.kind == "card":
            await store.end_name(conn, actor.id, account_id, way.name)
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


async def end_way(conn: Connection, actor: Actor, person: EnrolledPerson, way: Way) -> bool:
    """Takes a name away, and signs out whoever came in with it."""
    if person.account_id is None or not await store.end_name(conn, actor.id, person.account_id, way.name):
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

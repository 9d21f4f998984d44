"""Inviting staff, giving new words, and stopping access: each one deed over several tables."""

from datetime import datetime
from uuid import UUID

from portal.administration import store, store_stop
from portal.administration.model import (
    EmailTaken,
    FamiliesLeft,
    LastAdministrator,
    NewStaff,
    PaperWords,
    StaffMember,
)
from portal.db import Connection
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.passwords import Hasher
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sessions import end_sessions_of


async def invite(
    conn: Connection, hasher: Hasher, actor: Actor, new: NewStaff, email: str, *, now: datetime
) -> PaperWords:
    """A person, an account and its words. Raises EmailTaken; the request's transaction then leaves nothing."""
    person_id = await store.add_staff(conn, new)
    words = new_words()
    account_id = await store.change_words(conn, person_id, await hasher.hash(words))
    if account_id is None or not await store.add_email(conn, account_id, email):
        raise EmailTaken
    await changed(conn, actor, "invitation", person_id, about=[person_id], reason=new.role)
    return PaperWords(words, now + WORK_FOR)


async def give_words(
    conn: Connection, hasher: Hasher, actor: Actor, person: StaffMember, reason: str, *, now: datetime
) -> PaperWords | None:
    """New words for somebody who lost theirs; whoever is signed in with the old password is signed out."""
    words = new_words()
    account_id = await store.change_words(conn, person.id, await hasher.hash(words))
    if account_id is None:
        return None
    await end_sessions_of(conn, account_id)
    await store.end_devices(conn, account_id)
    await changed(conn, actor, "secret_words", account_id, about=[person.id], reason=reason)
    return PaperWords(words, now + WORK_FOR)


async def stop_access(conn: Connection, actor: Actor, person: StaffMember, taker_id: UUID | None) -> None:
    """Hands over, closes, signs out. Raises FamiliesLeft or LastAdministrator."""
    if person.role == "administrator" and await store_stop.count_administrators(conn) < 2:
        raise LastAdministrator
    children: list[UUID] = []
    if taker_id is not None:
        children = await store_stop.change_staff(conn, person.id, taker_id)
        await store_stop.change_cover(conn, person.id, taker_id)
        await store_stop.change_visits(conn, person.id, taker_id)
    account_id = await store_stop.end_staff(conn, person.id)
    if account_id is None or await store_stop.count_families(conn, person.id):
        raise FamiliesLeft
    await end_sessions_of(conn, account_id)
    await store_stop.end_names(conn, account_id)
    await store.end_devices(conn, account_id)
    await changed(conn, actor, "stop_access", person.id, about=[person.id])
    if taker_id is not None:
        await changed(
            conn, actor, "involvement", taker_id, about=[taker_id, *children], reason=store_stop.REASON
        )

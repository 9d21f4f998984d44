"""Inviting staff, giving new words, and stopping access: each one deed over several tables."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.administration import store, store_stop
from portal.administration.model import (
    EmailTaken,
    FamiliesLeft,
    LastAdministrator,
    NewStaff,
    NobodyToConfirm,
    PaperWords,
    StaffMember,
    ToldNumber,
)
from portal.caseloads.store import hold_taker
from portal.db import Connection
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.link_store import add_invitation
from portal.identity.links import INVITATION_LASTS, as_told
from portal.identity.passwords import Hasher
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sessions import end_sessions_of, new_token


@dataclass(frozen=True, slots=True)
class WayIn:
    """Who gets to choose words, where, and how: by a link to their e-mail, or with words on paper."""

    actor: Actor
    by_email: bool
    secret: bytes
    now: datetime


async def invite(
    conn: Connection, hasher: Hasher, way: WayIn, new: NewStaff, email: str
) -> PaperWords | ToldNumber:
    """A person, an account and a way in. Raises EmailTaken; the request's transaction then leaves nothing."""
    person_id = await store.add_staff(conn, new)
    account_id, words = await _begin(conn, hasher, way, person_id)
    if account_id is None or not await store.add_email(conn, account_id, email):
        raise EmailTaken
    await changed(conn, way.actor, "invitation", person_id, about=[person_id], reason=new.role)
    return await _finish(conn, way, account_id, words)


async def let_in_again(
    conn: Connection, hasher: Hasher, way: WayIn, person: StaffMember, reason: str
) -> PaperWords | ToldNumber | None:
    """For somebody who lost their words; whoever is signed in with the old password is signed out.

    Words on paper, which the administrator has seen, open nothing before another one has confirmed them. Raises
    NobodyToConfirm.
    """
    given_by = None if way.by_email else way.actor.id
    if given_by and not await store.can_be_confirmed(conn, given_by, person.id):
        raise NobodyToConfirm
    account_id, words = await _begin(conn, hasher, way, person.id, given_by)
    if account_id is None:
        return None
    await end_sessions_of(conn, account_id)
    await store.end_devices(conn, account_id)
    kind = "invitation" if way.by_email else "secret_words"
    await changed(conn, way.actor, kind, account_id, about=[person.id], reason=reason)
    return await _finish(conn, way, account_id, words)


async def _begin(
    conn: Connection, hasher: Hasher, way: WayIn, person_id: UUID, given_by: UUID | None = None
) -> tuple[UUID | None, str]:
    """With a link nobody knows any words until the person has chosen them, not even who invites."""
    words = new_token() if way.by_email else new_words()
    return await store.change_words(conn, person_id, await hasher.hash(words), given_by), words


async def _finish(conn: Connection, way: WayIn, account_id: UUID, words: str) -> PaperWords | ToldNumber:
    if not way.by_email:
        return PaperWords(words, way.now + WORK_FOR)
    number = await add_invitation(conn, way.secret, account_id, way.actor.id, None)
    return ToldNumber(as_told(number), way.now + INVITATION_LASTS)


async def stop_access(conn: Connection, actor: Actor, person: StaffMember, taker_id: UUID | None) -> None:
    """Hands over, closes, signs out. Raises FamiliesLeft or LastAdministrator."""
    if person.role == "administrator" and await store_stop.count_administrators(conn) < 2:
        raise LastAdministrator
    children: list[UUID] = []
    if taker_id is not None:
        if not await hold_taker(conn, person.id, taker_id):
            raise FamiliesLeft
        children = await store_stop.change_staff(conn, person.id, taker_id)
        await store_stop.change_cover(conn, person.id, taker_id)
        await store_stop.change_visits(conn, actor.id, person.id, taker_id)
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

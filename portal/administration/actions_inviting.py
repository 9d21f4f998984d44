"""Asking for somebody new, and the second person's yes to it."""

from uuid import UUID

from portal.administration import store, store_inviting
from portal.administration.actions import WayIn
from portal.administration.model import EmailTaken, NewStaff, PaperWords, ToldNumber
from portal.administration.model_inviting import Changed, Invitation
from portal.db import Connection
from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.link_store import add_invitation
from portal.identity.links import INVITATION_LASTS, as_told
from portal.identity.passwords import Hasher
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sessions import new_token


async def ask_for(
    conn: Connection, hasher: Hasher, way: WayIn, new: NewStaff, email: str
) -> tuple[UUID, PaperWords | None]:
    """Nobody comes of it yet. Words on paper are given now: whoever approves has to see them. Raises EmailTaken."""
    words = None if way.by_email else new_words()
    words_hash = await hasher.hash(words) if words else None
    made = await store_inviting.add_invitation(conn, way.actor.id, new, email, words_hash)
    if made is None:
        raise EmailTaken
    await changed(conn, way.actor, "invitation", made, reason=f"asked for {new.role}")
    return made, PaperWords(words, way.now + WORK_FOR) if words else None


async def approve(
    conn: Connection, hasher: Hasher, way: WayIn, asked: Invitation, seen: str
) -> ToldNumber | None:
    """The person, the account and the way in that were asked for. With a link, whoever approves has the number to tell.

    Raises Changed, and EmailTaken where the address signs somebody else in by now: nothing is kept then.
    """
    words_hash = await store_inviting.hold_invitation(conn, asked.id)
    now = await store_inviting.get_invitation(conn, way.actor.id, asked.id)
    if now is None or not now.may_decide or now.outcome is not None or now.version != seen:
        raise Changed
    person_id = await store.add_staff(conn, now.new)
    account_id = await store.change_words(conn, person_id, words_hash or await hasher.hash(new_token()))
    if account_id is None or not await store.add_email(conn, account_id, now.email):
        raise EmailTaken
    if not await store_inviting.end_invitation(conn, way.actor.id, asked.id, person_id):
        raise Changed
    await changed(conn, way.actor, "invitation", person_id, about=[person_id], reason=f"approved {now.role}")
    if words_hash:
        return None
    number = await add_invitation(conn, way.secret, account_id, way.actor.id, None)
    return ToldNumber(as_told(number), way.now + INVITATION_LASTS)


async def withdraw(conn: Connection, actor: Actor, asked: Invitation) -> None:
    """Raises Changed where it was decided meanwhile."""
    if not await store_inviting.end_invitation(conn, actor.id, asked.id):
        raise Changed
    await changed(conn, actor, "invitation", asked.id, reason="withdrawn")

"""What is kept for a short time only: ended sessions, wrong guesses, form keys, drafts, searches, askings for help."""

from portal.db import Connection

# Days. Form keys and drafts outlive any open page; sessions outlive any question about last night.
SESSIONS, GUESSES, KEYS, DRAFTS, SEARCHES = 30, 2, 7, 30, 1
# Codes that were asked for after a right password.
STEPS = 2
# Links that were asked for under nobody's name, and from where; and which browser opened which link.
ASKINGS, OPENINGS = 2, 8
# Letters that administrators had sent to themselves, with the number that they typed.
TRIALS = 30
# When somebody got a copy of what is theirs: only the last day counts.
COPIES = 2


async def tidy(conn: Connection) -> None:
    await conn.execute(
        "DELETE FROM session WHERE coalesce(ended_at, ends_at) < now() - make_interval(days => $1)", SESSIONS
    )
    await conn.execute("DELETE FROM sign_in_failure WHERE at < now() - make_interval(days => $1)", GUESSES)
    await conn.execute("DELETE FROM second_step WHERE made_at < now() - make_interval(days => $1)", STEPS)
    await conn.execute("DELETE FROM form_post WHERE at < now() - make_interval(days => $1)", KEYS)
    # What somebody threw out of a box themselves waits for a second thought, and no longer.
    await conn.execute(
        """
        DELETE FROM form_draft
         WHERE saved_at < now() - make_interval(days => CASE WHEN form LIKE '%/draft/cleared' THEN 1 ELSE $1 END)
        """,
        DRAFTS,
    )
    await conn.execute(
        "DELETE FROM message_search WHERE asked_at < this_moment() - make_interval(days => $1)", SEARCHES
    )
    await conn.execute(
        "DELETE FROM sign_in_link WHERE account_id IS NULL AND made_at < this_moment() - make_interval(days => $1)",
        ASKINGS,
    )
    await conn.execute(
        """
        UPDATE sign_in_link SET asked_from = NULL
         WHERE asked_from IS NOT NULL AND made_at < this_moment() - make_interval(days => $1)
        """,
        ASKINGS,
    )
    await conn.execute(
        "DELETE FROM sign_in_link_opening WHERE opened_at < this_moment() - make_interval(days => $1)",
        OPENINGS,
    )
    await conn.execute(
        "DELETE FROM trial_letter WHERE asked_at < this_moment() - make_interval(days => $1)", TRIALS
    )
    await conn.execute(
        "DELETE FROM kept_copy WHERE kept_at < this_moment() - make_interval(days => $1)", COPIES
    )

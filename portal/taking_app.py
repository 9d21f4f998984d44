"""Taking the app for codes from somebody whom no administrator can help: the last administrator of a council."""

from portal.clock import Clock
from portal.db import migrator_transaction
from portal.identity.sign_in_names import read_sign_in_name
from portal.settings import SettingsProblem


async def take_app(dsn: str, council: str, email: str, why: str, clock: Clock) -> None:
    """As role portal_migrator. Their sessions end, they are told, and the council's log holds why.

    Raises SettingsProblem where nobody there signs in so, or has no app.
    """
    address = read_sign_in_name(email)
    if address is None:
        raise SettingsProblem(f"{email!r} is nothing that somebody signs in with.")
    if not why.strip():
        raise SettingsProblem("--why must not be empty: it stands in the council's access log.")
    async with migrator_transaction(dsn) as conn:
        taken = await conn.fetchval(_TAKE, council.strip(), address.value, clock.now(), why.strip())
    if not taken:
        raise SettingsProblem(f"At {council!r} nobody who signs in with {address.value} has an app.")


_TAKE = """
    WITH whose AS (
        SELECT a.council_id, a.id, p.id AS person_id
          FROM council AS c
          JOIN sign_in_name AS n ON n.council_id = c.council_id AND n.name = $2
          JOIN account AS a ON a.council_id = n.council_id AND a.id = n.account_id
          JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
         WHERE lower(c.name) = lower($1) OR c.council_id::text = lower($1)
           FOR NO KEY UPDATE OF p
    ), taken AS (
        UPDATE authenticator AS x SET ended_at = now(), ended_how = 'operator'
          FROM whose AS w
         WHERE x.council_id = w.council_id AND x.account_id = w.id AND x.ended_at IS NULL
        RETURNING x.council_id, x.account_id, w.person_id
    ), ended AS (
        UPDATE session AS s SET ended_at = now()
          FROM taken AS t WHERE s.council_id = t.council_id AND s.account_id = t.account_id AND s.ended_at IS NULL
    ), waiting AS (
        UPDATE second_step AS s SET ended_at = now()
          FROM taken AS t WHERE s.council_id = t.council_id AND s.account_id = t.account_id AND s.ended_at IS NULL
    ), logged AS (
        INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about, reason)
        SELECT council_id, $3, person_id, 'changed', 'authenticator', account_id, ARRAY[person_id],
               'taken away by who runs the service: ' || $4::text
          FROM taken
    )
    SELECT count(*) FROM taken
"""

"""The councils that this deployment serves, as everybody may know them; read at the start and every minute."""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit
from uuid import UUID

from aiohttp import web

from portal.db import Pool, Row, connection_of
from portal.web.fresh import KeptFresh
from portal.web.request import Council


class Councils(KeptFresh):
    """Looks, names and numbers by council id, and by the host that people open."""

    what = "councils"
    every = 60.0

    def __init__(
        self, pool: Pool, origins: Iterable[str], theme_path: Callable[[str, str | None], str]
    ) -> None:
        self._pool = pool
        self._hosts = sorted({urlsplit(origin).hostname or "" for origin in origins})
        self._theme_path = theme_path
        self._by_id: dict[UUID, Council] = {}
        self.by_host: dict[str, Council] = {}
        self._at: Mapping[str, list[UUID]] = {}

    async def find(self, council_id: UUID) -> Council:
        """A council of this deployment; one that was added since the last reading is read now."""
        if council_id not in self._by_id:
            await self.read()
        return self._by_id[council_id]

    def __getitem__(self, council_id: UUID) -> Council:
        return self._by_id[council_id]

    def ids(self) -> list[UUID]:
        return list(self._by_id)

    def at_host(self, host: str) -> list[UUID]:
        """The councils that share a host, in the order of their names."""
        return list(self._at.get(host, ()))

    async def read(self) -> None:
        """Reads all councils of the hosts served here."""
        async with connection_of(self._pool) as conn:
            rows = await conn.fetch(
                """
                SELECT h.host, c.council_id, c.name, c.service_name, c.colour, c.second_colour, c.logo_path, c.exit_url,
                       c.team_name, c.phone, c.out_of_hours_name, c.out_of_hours_phone
                  FROM unnest($1::text[]) AS h (host)
                 CROSS JOIN LATERAL councils_of_host(h.host) AS c
                 ORDER BY h.host, c.name
                """,
                list(self._hosts),
            )
        at: dict[str, list[Council]] = {host: [] for host in self._hosts}
        for row in rows:
            at[row["host"]].append(self._council(row))
        for host, found in at.items():
            self._by_id.update({council.id: council for council in found})
            if found:
                self.by_host[host] = found[0] if len(found) == 1 else _shared(found)
        self._at = {host: [council.id for council in found] for host, found in at.items()}

    def _council(self, row: Row) -> Council:
        return Council(
            id=row["council_id"],
            name=row["name"],
            service_name=row["service_name"],
            colour=row["colour"],
            second_colour=row["second_colour"],
            logo=row["logo_path"],
            exit_url=row["exit_url"],
            team_name=row["team_name"],
            phone=row["phone"],
            out_of_hours_name=row["out_of_hours_name"],
            out_of_hours_phone=row["out_of_hours_phone"],
            theme_css_path=self._theme_path(row["colour"], row["second_colour"]),
        )


def _shared(councils: list[Council]) -> Council:
    """Before sign-in nobody knows which of several councils a person belongs to, so no one's look is shown."""
    first = councils[0]
    return Council(
        id=first.id,
        name=first.name,
        service_name=" · ".join(c.service_name for c in councils),
        colour=first.colour,
        second_colour=None,
        logo=None,
        exit_url=first.exit_url,
        team_name=first.team_name,
        phone=first.phone,
        out_of_hours_name=first.out_of_hours_name,
        out_of_hours_phone=first.out_of_hours_phone,
    )


COUNCILS = web.AppKey("councils", Councils)

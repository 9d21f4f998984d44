"""No place where somebody of a family types is missed: the list of them is whole."""

from portal.app import build_app
from portal.live import SERVER
from portal.settings import Settings
from portal.web.routes import ROUTES
from tests.portal.safety.typed import LOOKED_AT, is_a_familys, listed
from tests.running import RunningPortal

SETTINGS = Settings(
    database_url="postgresql://nowhere", origins=("http://127.0.0.1:1",), secret=bytes(range(32))
)


def test_every_address_that_families_post_to_is_in_the_list() -> None:
    routes = {f"POST {route.path}" for route in build_app(SETTINGS)[ROUTES].values() if is_a_familys(route)}
    places = [one.place for one in listed() if one.place.startswith("POST ")]
    assert len(places) == len(set(places))
    assert sorted(routes - set(places)) == [], "say in where_families_type.txt what is typed there"
    assert sorted(set(places) - routes) == [], "these are gone"


def test_what_is_not_looked_at_says_why() -> None:
    assert [one.place for one in listed() if one.boxes and not one.what] == []
    assert [one.place for one in listed() if one.what == LOOKED_AT and not one.boxes] == []


def test_every_event_of_the_sockets_is_in_the_list(portal: RunningPortal) -> None:
    places = {one.place for one in listed() if one.place.startswith("SOCKET ")}
    assert places == {f"SOCKET {event}" for event in portal.app[SERVER].live.known_events}

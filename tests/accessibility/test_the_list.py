"""The list of states is whole: no page and no form can be added without saying how it looks."""

from tests.accessibility.states import NEVER_WRONG, NO_PAGE, STATES, all_routes, route_of


def test_every_page_is_in_the_list() -> None:
    listed = {route_of(state) for state in STATES} | set(NO_PAGE)
    pages = sorted({route.path for route in all_routes() if route.method == "GET"})
    assert [path for path in pages if path not in listed] == [], "pages without a state in states_*.py"


def test_every_form_is_in_the_list_with_something_wrong_in_it() -> None:
    both = {route.path for route in all_routes() if route.method == "GET"} & {
        route.path for route in all_routes() if route.method == "POST"
    }
    listed = {route_of(state) for state in STATES if state.status == 422} | set(NEVER_WRONG)
    assert sorted(both - listed) == [], "forms without an error state in states_*.py"


def test_the_list_names_no_page_that_is_gone() -> None:
    pages = {route.path for route in all_routes()}
    assert [path for path in [*NO_PAGE, *NEVER_WRONG] if path not in pages] == []
    assert [state.title for state in STATES if route_of(state) is None and state.status != 404] == []


def test_states_have_names_of_their_own() -> None:
    titles = [state.title for state in STATES]
    assert len(titles) == len(set(titles))

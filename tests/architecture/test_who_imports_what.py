"""What a file may import, told by its name: SQL in stores, HTTP in handlers, neither in models.

Which floor may import which is the import contracts' business, in pyproject.toml.
"""

import re
from graphlib import TopologicalSorter
from pathlib import Path

from tests.architecture.source import imported_by, our_files

FEATURES = """
    sign_in account enrolment families visits planner after_visits meetings administration information
    urgent
""".split()
GATHERERS = ("home", "today", "people")
BANNED_NAMES = {"common", "core", "utils", "util", "helpers", "base", "manager", "service"}

TALKS_TO_POSTGRES = re.compile(
    r"portal/(db|migrate|new_council|restored|taking_app|worker|app|cli)\.py|portal/demo/.*|.*/([a-z_]+_)?store(_[a-z_]+)?\.py"
)
TALKS_HTTP = re.compile(
    r"portal/(app|cli|live|serving|worker)\.py|portal/(web|identity|demo)/.*|portal/safety/(watch|help_lines_kept)\.py"
    # The sockets: one handler, and what reads and writes for it.
    r"|messaging/(server|lean|plain)\.py"
    r"|.*/(handlers|routes)(_[a-z_]+)?\.py|.*/[a-z_]+_handlers\.py"
    # What several handlers of one feature begin or end with.
    r"|.*/(page|pages|opening)(_[a-z_]+)?\.py"
)


def who_imports(library: str) -> set[str]:
    return {
        name for name in our_files() if any(found.split(".")[0] == library for found in imported_by(name))
    }


def test_nothing_imports_itself_by_way_of_others() -> None:
    modules = {name.removesuffix(".py").replace("/", "."): name for name in our_files()}
    TopologicalSorter(
        {
            module: {found for found in imported_by(name) if found in modules}
            for module, name in modules.items()
        }
    ).prepare()


def test_only_stores_and_the_ground_talk_to_postgresql() -> None:
    assert {name for name in who_imports("asyncpg") if not TALKS_TO_POSTGRES.fullmatch(name)} == set()


def test_only_handlers_and_the_ground_talk_http() -> None:
    assert {name for name in who_imports("aiohttp") if not TALKS_HTTP.fullmatch(name)} == set()


def test_models_do_neither() -> None:
    models = {name for name in our_files() if Path(name).name.startswith("model")}
    assert models
    assert models & (who_imports("asyncpg") | who_imports("aiohttp")) == set()


def test_a_gathered_page_takes_from_a_feature_its_store_and_model_only() -> None:
    taken = {
        (name, found)
        for name in our_files()
        if name.split("/")[1] in GATHERERS
        for found in imported_by(name)
        if found.split(".")[0] == "portal" and found.split(".")[1:2] and found.split(".")[1] in FEATURES
    }
    kinds = re.compile(
        r"portal\.[a-z_]+(\.(store|model)(_[a-z_]+)?(\.\w+)?)?|portal\.[a-z_]+\.\w+_(store|model)(\.\w+)?"
    )
    assert {(name, found) for name, found in taken if not kinds.fullmatch(found)} == set()


def test_nothing_is_named_after_nothing_in_particular() -> None:
    parts = {(name, part) for name in our_files() for part in name.removesuffix(".py").split("/")}
    assert {(name, part) for name, part in parts if part in BANNED_NAMES} == set()

"""What a file may import, told by its name: SQL in stores, HTTP in handlers, neither in models.

Which floor may import which is the import contracts' business, in pyproject.toml.
"""

import re
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

from tests.architecture.source import ROOT, imported_by, our_files

TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
# As the import contracts name them: the floor that gathers, and below it the features.
GATHERERS, FEATURES = (
    re.findall(r"portal\.(\w+)", floor)
    for floor in TOOLS["importlinter"]["contracts"][0]["layers"]
    if "portal.home" in floor or "portal.visits" in floor
)
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


def test_a_gathered_page_takes_no_page_from_a_feature() -> None:
    pages = {name.removesuffix(".py").replace("/", ".") for name in who_imports("aiohttp")}
    of_features = {page for page in pages if page.split(".")[1] in FEATURES}
    gathered = [name for name in our_files() if name.split("/")[1] in GATHERERS]
    assert of_features
    assert gathered
    assert {
        (name, found) for name in gathered for found in imported_by(name) if found in of_features
    } == set()


def test_nobody_imports_a_module_of_tests() -> None:
    line = re.compile(r"^(?:from|import) tests\.(?:\w+\.)*test_\w+.*", re.MULTILINE)
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    assert len(texts) > 100
    assert {(path.name, found) for path, text in texts.items() for found in line.findall(text)} == set()


def test_nothing_is_named_after_nothing_in_particular() -> None:
    parts = {(name, part) for name in our_files() for part in name.removesuffix(".py").split("/")}
    assert {(name, part) for name, part in parts if part in BANNED_NAMES} == set()

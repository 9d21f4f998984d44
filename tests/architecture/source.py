"""Our own source as the rules read it: files, the statements in them, and what they render."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("portal", "messaging", "notifications")
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"

_SQL = re.compile(
    r"^[\s(]*(SELECT\b[\s\S]*\b(FROM|set_config|current_setting|pg_\w+)\b|SELECT\s+(EXISTS|count|max|min)\b"
    r"|INSERT\s+INTO\b|UPDATE\s+\w+[\s\S]*\bSET\b|DELETE\s+FROM\b|WITH\s+(RECURSIVE\s+)?\w+\s+(\([\w, ]+\)\s+)?AS\b"
    r"|LOCK\s+TABLE\b|TRUNCATE\b|CREATE\s|ALTER\s|DROP\s|GRANT\s|CALL\s)"
)


@dataclass(frozen=True)
class Statement:
    """One text of SQL and where it stands."""

    file: str
    line: int
    text: str
    built: bool

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@cache
def our_files() -> tuple[str, ...]:
    return tuple(
        sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    )


@cache
def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


@cache
def nodes_of(file: str) -> tuple[ast.AST, ...]:
    """All that stands in a file. Two dozen rules ask: each file is gone through once, not once for each of them."""
    return tuple(ast.walk(tree_of(file)))


@cache
def docstrings_of(file: str) -> frozenset[int]:
    """Ids of the nodes that are documentation: what they hold is no statement and no word on a page."""
    found = set()
    for node in nodes_of(file):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return frozenset(found)


@cache
def texts_in(file: str) -> tuple[tuple[ast.AST, str, bool], ...]:
    """Every text in a file but its documentation: the node, the text, and whether it is built while running."""
    return tuple(_texts_in(file))


def _texts_in(file: str) -> Iterator[tuple[ast.AST, str, bool]]:
    inside: set[int] = set()
    for node in nodes_of(file):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in ast.walk(node) if part is not node)
            parts = [_known(part, file) for part in node.values]
            yield node, "".join("{}" if part is None else part for part in parts), None in parts
    for node in nodes_of(file):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in inside and id(node) not in docstrings_of(file):
            yield node, node.value, False


@cache
def constants_of(file: str) -> dict[str, str]:
    """The texts that a module gives a name to at its top, or takes from another one of ours that does."""
    taken = {
        alias.asname or alias.name: constants_of(f"{node.module.replace('.', '/')}.py").get(alias.name)
        for node in tree_of(file).body
        if isinstance(node, ast.ImportFrom)
        and node.module
        and f"{node.module.replace('.', '/')}.py" in our_files()
        for alias in node.names
    }
    return {name: text for name, text in taken.items() if text is not None} | {
        target.id: node.value.value
        for node in tree_of(file).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _known(part: ast.expr, file: str) -> str | None:
    """What stands in this place whenever the code runs; None where that is known only then."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return part.value
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
        return constants_of(file).get(part.value.id)
    return None


@cache
def statements_in(file: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(file, getattr(node, "lineno", 0), text, built)
        for node, text, built in texts_in(file)
        if _SQL.match(text)
    )


def pasted_statements_in(file: str) -> Iterator[str]:
    """Places where a statement is added to, filled in or formatted, instead of being given arguments."""
    for node in nodes_of(file):
        parts: list[ast.AST] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = [node.left, node.right]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("format", "replace", "join")
        ):
            parts = [node.func.value]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and _SQL.match(part.value):
                yield f"{file}:{part.lineno}"


@dataclass(frozen=True)
class Rendered:
    """One call of render(): which template, and the names it hands over."""

    file: str
    line: int
    templates: tuple[str, ...]
    names: frozenset[str]
    open_ended: bool

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@cache
def renders_in(file: str) -> tuple[Rendered, ...]:
    return tuple(_renders_in(file))


def _renders_in(file: str) -> Iterator[Rendered]:
    for node in nodes_of(file):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "render"):
            continue
        if len(node.args) < 2:
            continue
        names = {keyword.arg for keyword in node.keywords if keyword.arg} - {"status"}
        spread = [keyword.value for keyword in node.keywords if keyword.arg is None]
        for value in spread:
            if isinstance(value, ast.Dict):
                names |= {
                    k.value for k in value.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)
                }
        yield Rendered(
            file,
            node.lineno,
            tuple(
                part.value
                for part in ast.walk(node.args[1])
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and part.value.endswith(".html")
            ),
            frozenset(names),
            any(not isinstance(value, ast.Dict) for value in spread),
        )


def imported_by(name: str) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does so."""
    for node in nodes_of(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)

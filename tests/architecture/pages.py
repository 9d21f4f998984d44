"""Templates as the rules read them: what they ask for, what they say, which words they use."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from portal.web.messages import Catalogue, read_catalogues
from portal.web.rendering import build_environments
from tests.architecture.source import TEMPLATES

# What rendering gives to every page.
GIVEN = frozenset("path actor now today council display nav done_key nonce idle_minutes".split())


@cache
def catalogue() -> Catalogue:
    return read_catalogues(strict=True)["en"]


@cache
def environment() -> Environment:
    return build_environments({"en": catalogue()}, lambda name: f"/assets/{name}")["en"]


@cache
def our_templates() -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")))


def source_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def read_template(name: str) -> nodes.Template:
    # Plainly: the portal's own environment puts sentences in place of their keys while it parses.
    return Environment(trim_blocks=True, lstrip_blocks=True).parse(source_of(name), name)


@cache
def tree_of_template(name: str) -> nodes.Template:
    return read_template(name)


def _named(node: nodes.Expr) -> list[str]:
    return [const.value for const in [node, *node.find_all(nodes.Const)] if isinstance(const, nodes.Const)]


@cache
def drawn_with(name: str) -> frozenset[str]:
    """The template itself and what it extends or includes: they see the same names."""
    found = {name}
    for node in tree_of_template(name).find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node, nodes.Extends | nodes.Include)
        for other in _named(node.template):
            if other in our_templates():
                found |= drawn_with(other)
    return frozenset(found)


@cache
def imported_by_template(name: str) -> frozenset[str]:
    found: set[str] = set()
    for node in tree_of_template(name).find_all((nodes.Import, nodes.FromImport)):
        assert isinstance(node, nodes.Import | nodes.FromImport)
        found |= {other for other in _named(node.template) if other in our_templates()}
    return frozenset(found)


def may_be_missing(name: str) -> set[str]:
    """Names that the template itself asks about before it uses them."""
    found = set()
    for test in tree_of_template(name).find_all(nodes.Test):
        if test.name in ("defined", "undefined") and isinstance(test.node, nodes.Name):
            found.add(test.node.name)
    for default in tree_of_template(name).find_all(nodes.Filter):
        if default.name in ("default", "d") and isinstance(default.node, nodes.Name):
            found.add(default.node.name)
    return found


def made_by_template(name: str) -> set[str]:
    """What a template sets, imports and defines: its blocks, and what it extends, see those names too."""
    tree = tree_of_template(name)
    made = {target.name for target in tree.find_all(nodes.Name) if target.ctx in ("store", "param")}
    made |= {macro.name for macro in tree.find_all(nodes.Macro)}
    made |= {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        made |= {one if isinstance(one, str) else one[1] for one in node.names}
    return made


@cache
def asked_for(name: str) -> frozenset[str]:
    """Names that a page needs from its handler."""
    drawn = drawn_with(name)
    known = {name_of for part in drawn for name_of in made_by_template(part) | may_be_missing(part)}
    asked = {name_of for part in drawn for name_of in _undeclared_in(part)}
    return frozenset(asked - known - set(environment().globals) - GIVEN)


@cache
def _undeclared_in(name: str) -> frozenset[str]:
    # Looking for names folds constants in the tree that it is given: it gets one of its own.
    return frozenset(find_undeclared_variables(read_template(name)))


@cache
def named_in(name: str) -> frozenset[str]:
    """Every name that a page reads, wherever it comes from."""
    names = (one for part in drawn_with(name) for one in tree_of_template(part).find_all(nodes.Name))
    return frozenset(one.name for one in names if one.ctx == "load")


def texts_of_template(name: str) -> Iterator[str]:
    for const in tree_of_template(name).find_all(nodes.Const):
        if isinstance(const.value, str):
            yield const.value


class _Words(HTMLParser):
    """Collects what people would read: text, and the attributes that are read aloud or shown."""

    SHOWN = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description", "label", "summary"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "svg"):
            self._silent += 1
        self.words += [value for name, value in attrs if name in self.SHOWN and value]
        if tag in ("input", "button"):
            pairs = dict(attrs)
            if pairs.get("type") in ("submit", "button"):
                self.words.append(pairs.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


# What stands in this block becomes the class of the page.
_CLASSES = re.compile(r"\{%-? block body_class -?%\}[\s\S]*?\{%-? endblock")


def english_in(name: str) -> list[str]:
    """Words that stand in the template itself instead of in the catalogue."""
    parser = _Words()
    source = _CLASSES.sub("{% block body_class %}{% endblock", source_of(name))
    parser.feed("".join(text if kind == "data" else " " for _, kind, text in environment().lex(source)))
    parser.close()
    return [text.strip() for text in parser.words if re.search(r"[A-Za-z]{2,}", text)]

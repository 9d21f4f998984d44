"""The words that people read stand in the catalogue, and the catalogue holds no word that nobody reads."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from tests.architecture.pages import catalogue, our_templates, texts_of_template
from tests.architecture.source import nodes_of, our_files, statements_in, texts_in

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+")
_SENTENCE = re.compile(r"[A-Z][a-z]+,? [a-z]+ [a-z]+|^[A-Z][a-z]+ [a-z]+[.?!]?$")


# Areas whose keys are made from a list of sections or a table of codes.
MADE_WHOLE = {"socket.", "privacy.", "cookies.", "accessibility.", "safe_online.", "who.", "languages."}


@cache
def areas() -> frozenset[str]:
    return frozenset(key.split(".")[0] for key in catalogue().keys)


@cache
def texts() -> frozenset[str]:
    """Every text in code and templates; built ones up to the part that is filled in."""
    found = {text for name in our_templates() for text in texts_of_template(name)}
    for file in our_files():
        for _, text, built in texts_in(file):
            found.add(text.split("{}")[0] if built else text)
        found |= set(_choices_in(file))
    return frozenset(found)


def _choices_in(file: str) -> Iterator[str]:
    """choices("visits.place", ["home", "school"]) names two sentences."""
    for node in nodes_of(file):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "choices":
            first, *rest = [str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)] or [
                ""
            ]
            yield from (f"{first}.{value}" for value in rest)


def test_every_key_in_use_is_in_the_catalogue() -> None:
    files = {file.split("/")[-1] for file in our_files()} | {name.split("/")[-1] for name in our_templates()}
    used = {
        text
        for text in texts()
        if _KEY.fullmatch(text) and text.split(".")[0] in areas() and text.split("/")[-1] not in files
    }
    # What ends so is a file, or only the beginning of a key.
    other = {text for text in used if text.endswith((".html", ".py", ".css", ".js", ".txt", ".svg", "_"))}
    begins = {key.rsplit(".", 1)[0] for key in catalogue().keys}
    assert {key for key in used - other if key not in catalogue() and key not in begins} == set()
    print(f"{len(catalogue().keys)} sentences in the catalogue, {len(used)} named outright")


def test_every_sentence_of_the_catalogue_is_used() -> None:
    said = texts()
    # Keys are also made from a beginning and a value: "visits.state." ~ state.
    begins = {text for text in said if re.fullmatch(r"[a-z][a-z0-9_]*\.([A-Za-z0-9_.-]+[._])?", text)}
    # choices("after_visits.because", …) adds the dot itself. A whole area as a beginning would hide everything.
    begins |= {f"{text}." for text in said if _KEY.fullmatch(text) and text not in catalogue()}
    begins -= {f"{area}." for area in areas()} - MADE_WHOLE
    assert {key for key in catalogue().keys if key not in said and not key.startswith(tuple(begins))} == set()


def test_what_is_filled_in_has_a_name() -> None:
    for key in catalogue().keys:
        for form in catalogue()._forms(key):
            for _, name, spec, conversion in Formatter().parse(str(form)):
                if name is not None:
                    assert name.isidentifier(), f"{key}: {{{name}}}"
                    assert not spec, key
                    assert not conversion, key


def test_no_sentence_stands_in_handlers_forms_or_stores() -> None:
    found = []
    for file in our_files():
        if file.startswith("portal/demo/") or not re.search(
            r"/(handlers|forms|actions|store|pages?|model)\w*\.py$", file
        ):
            continue
        raised = {
            id(part)
            for node in nodes_of(file)
            if isinstance(node, ast.Raise | ast.Assert) or (isinstance(node, ast.Call) and _is_log(node))
            for part in ast.walk(node)
        }
        sql = {statement.text for statement in statements_in(file)}
        found += [
            f"{file}:{getattr(node, 'lineno', 0)} {text[:60]}"
            for node, text, _ in texts_in(file)
            if id(node) not in raised and text not in sql and _SENTENCE.search(text)
        ]
    assert found == []


def _is_log(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    )

"""What is asked for each of many is asked for all of them at once: a page takes three trips to the database at most."""

import ast
from collections.abc import Iterator

from tests.architecture.source import nodes_of, our_files

LOOPS = ast.For | ast.AsyncFor | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# Loops that do wait, and why each of them may: `file function`.
MAY_WAIT = {
    # One transaction for each council, by itself: none of them waits for what goes wrong in another.
    "portal/letter_rounds.py _each",
    "portal/safety/help_lines_kept.py read",
    "portal/safety/watch.py read",
    "portal/worker.py _each",
    "portal/worker.py verify",
    "portal/sign_in/actions_links.py forget",
    "portal/sign_in/actions_links.py open",
    "portal/sign_in/actions_links.py opened",
    # One call to GOV.UK Notify for each letter, and its answer is kept before the next.
    "notifications/polling.py poll",
    # Tried again until it is done, each time alone.
    "messaging/outbound.py _keep_each",
    "notifications/delivery.py record",
    "portal/enrolment/actions.py _free_number",
    # As long as the process runs, or as it begins or ends.
    "messaging/store_live.py listen",
    "messaging/watching.py _look",
    "messaging/watching.py _write_marks",
    "messaging/watching.py _fetch",
    "messaging/watching.py _few_at_a_time",
    "portal/worker.py run_worker",
    # A list of ours, of statements that have nothing in common, or of what is to do once a deed is kept.
    "portal/identity/layer.py session_layer",
    "portal/reminders/store_due.py get_found",
    "portal/reminders/store_due.py list_due",
    # A telling holds 8,000 bytes, and one person's typing is told at a time.
    "messaging/store_marks.py _tell_marks",
    "messaging/watching.py _pass_on",
    # The two or three people who share a phone that says STOP.
    "portal/reminders/texts.py _answered",
}
# Commands that somebody types, and the invented families.
NOT_ASKED_OF = ("portal/demo/", "portal/notifying.py", "portal/cli.py")


def waiting_loops_in(file: str) -> Iterator[tuple[str, int]]:
    """(function, line) of each loop that waits for something at every turn."""
    functions = [node for node in nodes_of(file) if isinstance(node, ast.AsyncFunctionDef)]
    for node in nodes_of(file):
        if isinstance(node, LOOPS) and any(isinstance(one, ast.Await) for one in _at_every_turn(node)):
            inside = [one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)]
            yield (max(inside, key=lambda one: one.lineno).name if inside else "", node.lineno)


def _at_every_turn(loop: ast.AST) -> Iterator[ast.AST]:
    """What stands in a loop's body, or is made for each of a comprehension; not what it goes through."""
    parts: list[ast.AST] = []
    if isinstance(loop, ast.For | ast.AsyncFor):
        parts = list(loop.body)
    elif isinstance(loop, ast.DictComp):
        parts = [loop.key, loop.value]
    elif isinstance(loop, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        parts = [loop.elt]
    if not isinstance(loop, ast.For | ast.AsyncFor):
        generators = getattr(loop, "generators", [])
        parts += [test for one in generators for test in one.ifs] + [one.iter for one in generators[1:]]
    for part in parts:
        yield from ast.walk(part)


def test_nothing_is_waited_for_at_every_turn_of_a_loop() -> None:
    found = {
        f"{file} {function}": f"{file}:{line}"
        for file in our_files()
        if not file.startswith(NOT_ASKED_OF)
        for function, line in waiting_loops_in(file)
    }
    assert {place for name, place in found.items() if name not in MAY_WAIT} == set()
    assert MAY_WAIT - found.keys() == set(), "said to wait, and does not"


def test_what_waits_is_found() -> None:
    """The rule sees a statement in a loop, in a comprehension, and behind a condition."""
    asking = "async def f(conn, ids):\n    "
    waits = (
        "for one in ids:\n        await conn.fetch('x', one)",
        "return [await conn.fetch('x', one) for one in ids]",
        "return {one: await conn.fetch('x', one) for one in ids}",
        "return [one for one in ids if await conn.fetch('x', one)]",
    )
    for words in waits:
        [loop] = [node for node in ast.walk(ast.parse(asking + words)) if isinstance(node, LOOPS)]
        assert any(isinstance(one, ast.Await) for one in _at_every_turn(loop)), words
    once = ast.parse(asking + "return [one for one in await conn.fetch('x', ids)]")
    [loop] = [node for node in ast.walk(once) if isinstance(node, LOOPS)]
    assert not any(isinstance(one, ast.Await) for one in _at_every_turn(loop))

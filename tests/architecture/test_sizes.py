"""Sizes that keep it calm: printed where they are over, forbidden where they are far over."""

import ast

from tests.architecture.source import ROOT, nodes_of, our_files

MODULE, FUNCTION = 250, 30
FAR = 2


def test_sizes_are_told() -> None:
    modules = {file: len((ROOT / file).read_text(encoding="utf-8").splitlines()) for file in our_files()}
    functions = {
        f"{file}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in our_files()
        for node in nodes_of(file)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    # What the cast says is long because people say a lot; a store's function is as long as its statement.
    story = {file for file in modules if file.startswith("portal/demo/")}
    big = {file: lines for file, lines in modules.items() if lines > MODULE and file not in story}
    long = {
        name: lines
        for name, lines in functions.items()
        if lines > FUNCTION and name.split(":")[0] not in story
    }
    for name, lines in sorted({**big, **long}.items(), key=lambda item: -item[1]):
        print(f"{lines:5} lines  {name}")
    print(
        f"{len(big)} of {len(modules)} modules over {MODULE}, {len(long)} of {len(functions)} functions over {FUNCTION}"
    )
    assert {file for file, lines in big.items() if lines > FAR * MODULE} == set()
    assert {
        name for name, lines in long.items() if lines > FAR * FUNCTION and "store" not in name.split(":")[0]
    } == set()

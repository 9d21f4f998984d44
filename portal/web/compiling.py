"""How templates become Python: what is the same on every page is written down once, and plain functions are called."""

from collections.abc import Callable, MutableMapping
from keyword import iskeyword
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

from portal.web.messages import Catalogue

# Globals that want nothing of the template's context, so that nobody has to ask them at each call.
PLAIN = frozenset(
    {"t", "tn", "said", "day", "moment", "clock_time", "iso", "asset", "csrf_field", "csrf_token"}
)


class PageWriter(CodeGenerator):
    """Jinja's own, but for two things that most of the time of a page went into."""

    def _output_child_to_const(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> str:
        # An environment has one language: a sentence without values and an asset's address never change in it.
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=str(key))], kwargs=[]):
                words = cast(Catalogue, self.environment.globals["words"])
                if key in words:
                    return str(words.t(key))
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str(name))], kwargs=[]):
                return cast(Callable[[str], str], self.environment.globals["asset"])(name)
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if not _is_plain(node) or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for part in [*node.args, *node.kwargs]:
            self.visit(part, frame)
            self.write(", ")
        self.write(")")


def _is_plain(node: nodes.Call) -> bool:
    if not isinstance(node.node, nodes.Name) or node.node.name not in PLAIN:
        return False
    return not (node.dyn_args or node.dyn_kwargs or any(iskeyword(value.key) for value in node.kwargs))


class PageEnvironment(Environment):
    """Every template shares one set of globals, which never changes: no chain of maps is walked for each page."""

    code_generator_class = PageWriter

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

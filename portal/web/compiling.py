"""How templates become Python: sentences are written down once, functions are called plainly, markup stays as it is."""

from collections.abc import Callable, Iterable, MutableMapping
from keyword import iskeyword
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from portal.web.messages import Catalogue


def shown(value: object) -> str:
    """A value as it stands in the page. Most values are markup already, from a sentence or a macro."""
    return value if type(value) is Markup else escape(value)


class SentenceWriter(NodeTransformer):
    """An environment has one language: the words of a sentence and an asset's address never change in it.

    So `{{ t("visits.off", worker=name) }}` becomes its words with `{{ name }}` between them, as if they stood in the
    template, and a page has only values to fill in.
    """

    def __init__(self, words: Catalogue, asset: Callable[[str], str]) -> None:
        self._words = words
        self._asset = asset

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        node.nodes = [part for child in node.nodes for part in self._written(child)]
        return node

    def _written(self, child: nodes.Expr) -> Iterable[nodes.Expr]:
        match child:
            case nodes.Call(
                node=nodes.Name(name="t"), args=[nodes.Const(value=str(key))], dyn_args=None, dyn_kwargs=None
            ):
                values = {value.key: value.value for value in child.kwargs}
                sentence = self._words.sentence(key)
                if sentence and values.keys() >= set(sentence.names):
                    for words, name in sentence.pieces:
                        if words:
                            yield nodes.TemplateData(str(words))
                        if name:
                            yield from self._written(values[name])
                    return
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str(name))], kwargs=[]):
                child = nodes.TemplateData(self._asset(name))
        yield child


class PageWriter(CodeGenerator):
    """Jinja's own, but for what most of the time of a page went into."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        names = self.environment.globals
        writer = SentenceWriter(cast(Catalogue, names["words"]), cast(Callable[[str], str], names["asset"]))
        super().visit_Template(cast(nodes.Template, writer.visit(node)), frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        # Nothing that our templates call wants their context, so that nobody has to ask at each call.
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(value.key) for value in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for part in [*node.args, *node.kwargs]:
            self.visit(part, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    """Every template shares one set of globals, which never changes: no chain of maps is walked for each page."""

    code_generator_class = PageWriter
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

"""How templates become Python: sentences are written down once, functions are called plainly, markup stays as it is."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from itertools import chain
from keyword import iskeyword
from typing import Any, cast

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from portal.web.messages import Catalogue, shown


class PageMacro(Macro):
    """Called with what it names, in order, as nearly all are: then nothing has to be sorted out for each call."""

    def __init__(self, *made_of: Any) -> None:
        super().__init__(*made_of)
        self._plain = not (self.caller or self.catch_kwargs or self.catch_varargs or self.explicit_caller)
        self._not_given = (missing,) * len(self.arguments)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if kwargs or not self._plain or len(args) > len(self.arguments):
            return super().__call__(*args, **kwargs)
        return self._invoke([*args, *self._not_given[len(args) :]], self._default_autoescape)


class SentenceWriter(NodeTransformer):
    """An environment has one language: the words of a sentence and an asset's address never change in it.

    So `{{ t("visits.off", worker=name) }}` becomes its words with `{{ name }}` between them, as if they stood in the
    template, and a page has only values to fill in. `{{ one if yes else other }}` becomes a branch, and what `~` puts
    together is shown part by part, so that sentences within them are found too.
    """

    def __init__(self, words: Catalogue, asset: Callable[[str], str]) -> None:
        self._words = words
        self._asset = asset

    def visit_Output(self, node: nodes.Output) -> list[nodes.Stmt]:  # noqa: N802
        return list(self._statements(node.nodes, node.lineno))

    def _statements(self, shown_here: Iterable[nodes.Expr], lineno: int) -> Iterator[nodes.Stmt]:
        """What is shown, with a branch wherever one of two is chosen."""
        together: list[nodes.Expr] = []
        for part in chain.from_iterable(map(self._written, shown_here)):
            if not isinstance(part, nodes.CondExpr):
                together.append(part)
                continue
            if together:
                yield nodes.Output(together, lineno=lineno)
            together = []
            yes = list(self._statements([part.expr1], lineno))
            no = list(self._statements([part.expr2], lineno)) if part.expr2 else []
            yield nodes.If(part.test, yes, [], no, lineno=lineno)
        if together:
            yield nodes.Output(together, lineno=lineno)

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
            case nodes.Call(
                node=nodes.Name(name="t") as say, args=[nodes.CondExpr(test=test, expr1=one, expr2=other)]
            ) if other:
                # Each of the keys that it may be is a sentence to write down.
                given = child.kwargs, child.dyn_args, child.dyn_kwargs
                child = nodes.CondExpr(test, nodes.Call(say, [one], *given), nodes.Call(say, [other], *given))
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str(name))], kwargs=[]):
                child = nodes.TemplateData(self._asset(name))
            case nodes.Concat(nodes=parts):
                for part in parts:
                    yield from self._written(part)
                return
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

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        # Nearly all names that a page asks for are there. Only for those that are not, an item is looked for.
        self.write("(got if (got := getattr(of := ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(of, {node.attr!r}))")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        # A template, or a block of it, hands over all that it shows at once. Piece after piece, each would come up
        # through a generator for every template that extends another.
        whole = frame.buffer is None
        if whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        if node.scoped or node.required or frame.require_output_check:
            super().visit_Block(node, frame)
        elif not (frame.toplevel and self.has_known_extends):
            self.writeline(
                f"{frame.buffer}.extend(context.blocks[{node.name!r}][0]({self.get_context_ref()}))", node
            )

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.get_module({node.template.value!r})")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Names(dict[str, Any]):
    """The names of a page, each found at once; what has none is missing, as Jinja calls it."""

    def __missing__(self, name: str) -> Any:
        return missing


class PageContext(Context):
    """All names in one map: those of the page, and those that it sets."""

    def __init__(self, environment: Environment, parent: dict[str, Any], *about: Any, **more: Any) -> None:
        super().__init__(environment, parent, *about, **more)
        self.vars = Names(parent)
        self.resolve_or_missing = self.vars.__getitem__  # type: ignore[method-assign, assignment]


class PageEnvironment(Environment):
    """Templates never change while this runs: each is read once, and so is what it lends to others.

    All share one set of globals, which never changes either: no chain of maps is walked for each page.
    """

    code_generator_class = PageWriter
    context_class = PageContext
    shown = staticmethod(shown)
    Macro = PageMacro

    def __init__(self, **options: Any) -> None:
        super().__init__(auto_reload=False, **options)
        self._templates: dict[str, Template] = {}
        self._modules: dict[str, TemplateModule] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> Template:
        if isinstance(name, Template):
            return name
        if name not in self._templates:
            self._templates[name] = super().get_template(name, parent, globals)
        return self._templates[name]

    def get_module(self, name: str) -> TemplateModule:
        """What a template lends to those that import from it."""
        if name not in self._modules:
            self._modules[name] = self.get_template(name).module
        return self._modules[name]

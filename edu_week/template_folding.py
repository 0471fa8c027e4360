"""Constant folding of templates: text, links, icons and translations that need no variable are rendered once for each language.

A page has some hundred of them, and to look up each anew takes longer than the rest of the page.
"""

from collections.abc import Iterable, Iterator

from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders.base import Loader as BaseLoader
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.translation import get_language


def find_key(context) -> tuple:
    """Return what constants depend on. It is looked up once for each context and for those copied of it, not for each node."""
    try:
        key = context.constants_key
    except AttributeError:
        key = context.constants_key = get_language(), get_script_prefix()
    return *key, context.autoescape


class ConstantText(TextNode):
    """Neighbouring nodes whose text depends on nothing but the language, and on where the portal is mounted."""

    def __init__(self, nodes: list[Node]):
        super().__init__("")
        self.nodes = nodes
        self.texts: dict[tuple, str] = {}

    def render_annotated(self, context) -> str:
        key = find_key(context)
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = NodeList(self.nodes).render(context)
        return text

    render = render_annotated


class ConstantVariable(Node):
    """A tag with `as` whose value is constant."""

    child_nodelists = ()

    def __init__(self, node: Node, name: str):
        self.node, self.name = node, name
        self.values: dict[tuple, str] = {}

    def render(self, context) -> str:
        key = find_key(context)
        value = self.values.get(key)
        if value is None:
            self.node.render(context)
            value = self.values[key] = context[self.name]
        context[self.name] = value
        return ""


class LoadedNodes(NodeList):
    """The nodes of a template that has been loaded, which nobody changes any more.

    A page that extends another asks it for its blocks each time, and is looked through for them each time.
    """

    def __init__(self, nodes: Iterable[Node]):
        super().__init__(nodes)
        self.found: dict[type, list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type) -> list[Node]:
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]


class FoldedTemplates(BaseLoader):
    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        fold_nodes(template.nodelist)
        template.nodelist = LoadedNodes(template.nodelist)
        return template


class Loader(CachedLoader, FoldedTemplates):
    """Django's caching loader; what it caches is folded."""


def fold_nodes(nodes: NodeList):
    """Replace what is constant in these nodes and in those within them."""
    folded, constants = [], []
    for node in nodes:
        if is_constant_text(node):
            constants.append(node)
        else:
            folded += [*join_constants(constants), fold_inside(node)]
            constants = []
    folded += join_constants(constants)
    nodes[:] = folded


def join_constants(nodes: list[Node]) -> list[TextNode]:
    """Return at most one node with the text of all."""
    shown = [node for node in nodes if not isinstance(node, LoadNode | CommentNode)]
    if all(type(node) is TextNode for node in shown):
        return [TextNode("".join(node.s for node in shown))] if shown else []
    return [ConstantText(shown)]


def fold_inside(node: Node) -> Node:
    for inner in list_inner_nodes(node):
        fold_nodes(inner)
    name = name_of_variable(node)
    return ConstantVariable(node, name) if name and has_constant_value(node) else node


def list_inner_nodes(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (inner for _condition, inner in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner


def is_constant_text(node: Node) -> bool:
    return isinstance(node, TextNode | LoadNode | CommentNode) or (not name_of_variable(node) and has_constant_value(node))


def name_of_variable(node: Node) -> str:
    """Return the name that the tag's value gets instead of being shown; blank for other nodes."""
    names = {TranslateNode: "asvar", BlockTranslateNode: "asvar", URLNode: "asvar", StaticNode: "varname"}
    names[SimpleNode] = "target_var"
    return getattr(node, names.get(type(node), ""), None) or ""


def has_constant_value(node: Node) -> bool:
    """Whether the tag gives the same with every context. A simple tag does that if its function is kept by `functools.cache`."""
    match node:
        case TranslateNode():
            return not node.noop and are_literals([node.filter_expression, node.message_context])
        case BlockTranslateNode():
            return is_constant_block(node)
        case URLNode():
            return are_literals([node.view_name, *node.args, *node.kwargs.values()])
        case StaticNode():
            return are_literals([node.path])
        case SimpleNode():
            is_kept = hasattr(node.func, "cache_info") and not node.takes_context
            return is_kept and are_literals([*node.args, *node.kwargs.values()])
    return False


def is_constant_block(node: BlockTranslateNode) -> bool:
    is_plain = all(token.token_type == TokenType.TEXT for token in node.singular)
    return is_plain and not node.plural and not node.extra_context and are_literals([node.message_context])


def are_literals(expressions: Iterable[FilterExpression | None]) -> bool:
    return all(expression is None or is_literal(expression) for expression in expressions)


def is_literal(expression: FilterExpression) -> bool:
    return not expression.filters and (not expression.is_var or expression.var.lookups is None)

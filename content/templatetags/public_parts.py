"""`{% cached_part "figures" %}…{% endcached_part %}`: a part of a page that is rendered once until a public record changes.

What may stand in it is said in `content.public_cache`: public records, the language and the arguments, which together with
the name tell it from others. An argument may be a list or a dictionary, whose values count. Variables that it sets are not
seen outside.

Within it, `{% fresh_part %}…{% endfresh_part %}` is rendered for each request. It sees the variables that there are where the
cached part begins, so it stands in no `with`, no `for` and no `include` that has variables of its own, and whether it is there at
all, or which of several, depends on nothing but the arguments.
"""

from dataclasses import dataclass

from django import template
from django.template.base import Node, NodeList
from django.utils.safestring import SafeString

from content import public_cache

register = template.Library()
MARK = "\0"  # in no page: what people write has no control characters


@dataclass(frozen=True)
class Piece:
    """Text, and what is rendered anew behind it."""

    text: str
    fresh: NodeList | None


class CachedPart(Node):
    def __init__(self, nodelist, arguments):
        self.nodelist, self.arguments = nodelist, arguments

    def render(self, context):
        if getattr(context, "fresh_parts", None) is not None:  # within another one, which keeps all of it
            return self.nodelist.render(context)
        key = tuple(freeze_value(argument.resolve(context)) for argument in self.arguments)
        pieces = public_cache.get_or_make(("part", *key), lambda: self.cut(context))
        if len(pieces) == 1:
            return pieces[0].text
        return SafeString("".join([piece.text + (piece.fresh.render(context) if piece.fresh else "") for piece in pieces]))

    def cut(self, context) -> list[Piece]:
        context.fresh_parts, depth = [], len(context.dicts)
        context.fresh_parts_of = id(context)
        try:
            text = self.nodelist.render(context)
            fresh = context.fresh_parts
        finally:
            context.fresh_parts = None
        texts = text.split(MARK)
        if len(texts) != len(fresh) + 1 or len(context.dicts) != depth:
            raise template.TemplateSyntaxError("a cached part whose fresh parts were not found again")
        return [Piece(SafeString(text), nodes) for text, nodes in zip(texts, [*fresh, None], strict=True)]


class FreshPart(Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        if getattr(context, "fresh_parts", None) is None:
            return self.nodelist.render(context)
        if id(context) != context.fresh_parts_of:
            raise template.TemplateSyntaxError("fresh_part stands in an include with `only`, whose variables it would not have")
        context.fresh_parts.append(self.nodelist)
        return MARK


def freeze_value(value):
    """Return lists and dictionaries, and those within them, as tuples."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return value
    return tuple(freeze_value(item) for item in value)


@register.tag
def cached_part(parser, token):
    arguments = token.split_contents()[1:]
    if not arguments:
        raise template.TemplateSyntaxError("cached_part needs a name")
    nodelist = parser.parse(("endcached_part",))
    parser.delete_first_token()
    return CachedPart(nodelist, [parser.compile_filter(argument) for argument in arguments])


@register.tag
def fresh_part(parser, token):
    nodelist = parser.parse(("endfresh_part",))
    parser.delete_first_token()
    return FreshPart(nodelist)

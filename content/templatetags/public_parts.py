"""`{% cached_part "figures" %}…{% endcached_part %}`: a part of a page that is rendered once until a public record changes.

What may stand in it is said in `content.public_cache`: public records, the language and the arguments, which together with
the name tell it from others. An argument may be a list or a dictionary, whose values count. Variables that it sets are not
seen outside.
"""

from django import template

from content import public_cache

register = template.Library()


class CachedPart(template.Node):
    def __init__(self, nodelist, arguments):
        self.nodelist, self.arguments = nodelist, arguments

    def render(self, context):
        key = tuple(freeze_value(argument.resolve(context)) for argument in self.arguments)
        return public_cache.get_or_make(("part", *key), lambda: self.nodelist.render(context))


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

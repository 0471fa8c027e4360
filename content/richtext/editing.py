"""A text as HTML for the editor of the back office: only what the parser reads, nothing that is shown but not written.

It differs from the page: headings keep the level they were written with, links their address, lists say whether their
items stand close together, and every picture stands as its number and caption, whoever may see it.
"""

import re

import nh3
from django.utils.html import escape
from markdown_it.token import Token

from content.richtext.allowed import ATTRIBUTES, SCHEMES, TAGS, picture_id
from content.richtext.figures import insert_figures, plain_caption
from content.richtext.parser import markdown, parse_markdown, walk_tokens

EDITOR_ATTRIBUTES = {**ATTRIBUTES, "a": {"href"}, "figure": {"data-picture"}, "ul": {"data-tight"}, "ol": {"start", "data-tight"}}
LINE_END_OF_MARKUP = re.compile(r">\n+")


def render_for_editor(text: str) -> str:
    """Return HTML in which every white space is of the text."""
    tokens = insert_figures(parse_markdown(text), editor_figure)
    mark_tight_lists(tokens)
    for token in walk_tokens(tokens):
        token.attrs = {name: value for name, value in token.attrs.items() if name in ("href", "start", "data-tight")}
    return nh3.clean(
        LINE_END_OF_MARKUP.sub(">", markdown.renderer.render(tokens, markdown.options, {})),
        tags=TAGS | {"h1"},  # on a page the first level is its title's
        attributes=EDITOR_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def editor_figure(image: Token) -> str:
    return f'<figure data-picture="{picture_id(image.attrGet("src"))}">{escape(plain_caption(image))}</figure>'


def mark_tight_lists(tokens: list[Token]):
    """Show the hidden paragraphs of tight lists, and say at the list that it is one."""
    lists: list[Token] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
            token.attrSet("data-tight", "")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "paragraph_open" and lists and token.level == lists[-1].level + 2 and not token.hidden:
            lists[-1].attrs.pop("data-tight", None)
    for token in tokens:
        token.hidden = False

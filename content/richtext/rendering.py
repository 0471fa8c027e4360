"""Rendering of Markdown as sanitised HTML. All pictures of a text cost one query, a text without pictures none."""

from collections.abc import Iterable, Mapping

import nh3
from django.conf import settings
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from content.models import Picture
from content.pictures.markup import figure_html
from content.richtext.allowed import ATTRIBUTES, SCHEMES, TAGS, WEB_ADDRESS, picture_id
from content.richtext.figures import insert_figures, plain_caption
from content.richtext.parser import markdown, parse_markdown, referenced_picture_ids, walk_tokens

# Placeholder for a figure while the text is sanitised. Editors cannot write it, because their "<" is escaped.
FIGURE = "<figure></figure>"
DEEPEST_LEVEL = 6
# Only the renderer writes these tags, because an editor's "<" is escaped.
TABLE, TABLE_END = "<table>", "</table>"
SCROLLABLE_TABLE = '<div class="table-scroll" tabindex="0"><table class="data-table">', "</table></div>"


def render_markdown(text: str | None, *, top: int = 2, pictures: Mapping[int, Picture] | None = None) -> SafeString:
    """Return the HTML of `text`, with headings from level `top` down. `pictures` by id saves the query if already loaded."""
    if not text or not text.strip():
        return mark_safe("")  # noqa: S308
    tokens = parse_markdown(text)
    picture_ids = referenced_picture_ids(tokens)
    known = pictures if pictures is not None or not picture_ids else Picture.objects.in_bulk(picture_ids)
    figures: list[str] = []

    def make_figure(image: Token) -> str:
        picture = (known or {}).get(picture_id(str(image.attrGet("src"))))
        if not (picture and picture.image and picture.width and picture.height):
            return ""
        figures.append(figure_html(picture, caption=figure_caption(image, picture)))
        return FIGURE

    tokens = insert_figures(tokens, make_figure)
    nest_headings(tokens, top)
    set_link_attributes(tokens)
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    html = html.replace(TABLE, SCROLLABLE_TABLE[0]).replace(TABLE_END, SCROLLABLE_TABLE[1])
    for figure in figures:
        html = html.replace(FIGURE, figure, 1)
    return mark_safe(html)  # noqa: S308 — cleaned by nh3, and the figures are rendered by our templates


def attach_pictures(records: Iterable, *fields: str) -> list:
    """Return the records with `text_pictures` set to the pictures in their texts, with one query for all of them."""
    records = list(records)
    texts = (getattr(record, field) for record in records for field in fields)
    ids = {number for text in texts if text and "picture:" in text for number in referenced_picture_ids(parse_markdown(text))}
    pictures = Picture.objects.in_bulk(ids) if ids else {}
    for record in records:
        record.text_pictures = pictures
    return records


def nest_headings(tokens: list[Token], top: int):
    """Set the heading levels so that the outline of the page has no gap, whatever levels were typed."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(top + len(above) - 1, DEEPEST_LEVEL)}"


def set_link_attributes(tokens: list[Token]):
    for token in walk_tokens(tokens):
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "link_open":
            address = str(token.attrGet("href"))
            token.attrs = {
                "href": add_script_prefix(address),
                **({"rel": "noopener nofollow"} if is_external_link(address) else {}),
            }


def is_external_link(address: str) -> bool:
    own = settings.BASE_URL
    return bool(WEB_ADDRESS.match(address)) and address != own and not address.startswith(f"{own}/")


def add_script_prefix(address: str) -> str:
    """Add the sub-path that the portal is mounted under to the address of a page of this site."""
    prefix = get_script_prefix()
    return prefix + address[1:] if address.startswith("/") and not address.startswith(prefix) else address


def figure_caption(image: Token, picture: Picture) -> str:
    """Return the caption, or "" if it is just the alternative text, which the editor's “Picture” button inserts."""
    caption = plain_caption(image)
    return "" if caption == picture.alt_text else caption

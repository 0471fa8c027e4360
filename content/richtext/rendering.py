"""From Markdown to sanitised HTML. Pictures of a text cost one query, a text without pictures none."""

from collections.abc import Iterable, Mapping

import nh3
from django.conf import settings
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from content.models import Picture
from content.richtext.allowed import ATTRIBUTES, SCHEMES, TAGS, WEB
from content.richtext.figures import FIGURE, with_figures
from content.richtext.parser import inline, markdown, parse, pictures_named

DEEPEST = 6
# Written by us alone: a "<" of the editor's is escaped before it could look like one
TABLE, TABLE_END = "<table>", "</table>"
SCROLLING = '<div class="table-scroll" tabindex="0"><table class="data-table">', "</table></div>"


def render(text: str | None, *, top: int = 2, pictures: Mapping[int, Picture] | None = None) -> SafeString:
    """HTML of `text`, its headings beginning at level `top`. `pictures` saves the query where they are at hand."""
    if not text or not text.strip():
        return mark_safe("")  # noqa: S308
    tokens = parse(text)
    named = pictures_named(tokens)
    known = pictures if pictures is not None or not named else Picture.objects.in_bulk(named)
    figures: list[str] = []
    tokens = with_figures(tokens, known or {}, figures)
    nest_headings(tokens, top)
    mark_links(tokens)
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    html = html.replace(TABLE, SCROLLING[0]).replace(TABLE_END, SCROLLING[1])
    for figure in figures:
        html = html.replace(FIGURE, figure, 1)
    return mark_safe(html)  # noqa: S308 — nh3 has just cleaned it, and the figures are our own


def attach_pictures(records: Iterable, *fields: str) -> list:
    """The records, each knowing the pictures of its texts: one query for a whole list of them."""
    records = list(records)
    texts = (getattr(record, field) for record in records for field in fields)
    ids = {number for text in texts if text and "picture:" in text for number in pictures_named(parse(text))}
    pictures = Picture.objects.in_bulk(ids) if ids else {}
    for record in records:
        record.text_pictures = pictures
    return records


def nest_headings(tokens: list[Token], top: int):
    """Whatever levels were typed, the outline of the page has no gap."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            typed = int(token.tag[1:])
            while above and above[-1] >= typed:
                above.pop()
            above.append(typed)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(top + len(above) - 1, DEEPEST)}"


def mark_links(tokens: list[Token]):
    for token in inline(tokens):
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "link_open":
            address = str(token.attrGet("href"))
            token.attrs = {"href": within_site(address), **({"rel": "noopener nofollow"} if is_elsewhere(address) else {})}


def is_elsewhere(address: str) -> bool:
    own = settings.BASE_URL
    return bool(WEB.match(address)) and address != own and not address.startswith(f"{own}/")


def within_site(address: str) -> str:
    """A page of this site also where the portal is mounted under a sub-path."""
    prefix = get_script_prefix()
    return prefix + address[1:] if address.startswith("/") and not address.startswith(prefix) else address

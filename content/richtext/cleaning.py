"""Cleaning of a text when it is saved: removes HTML and forbidden links, and lists what was removed."""

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.richtext.allowed import is_link, picture_id

TAGS_REMOVED_WITH_CONTENT = "script|style|iframe|object|svg|noscript|template|title|head|xml"
TAG_NAMES = (
    "html|body|meta|link|base|embed|param|source|track|video|audio|canvas|map|area|math|picture|img|figure|figcaption|"
    "div|span|p|br|hr|h[1-6]|a|b|i|u|s|em|strong|small|big|sub|sup|del|ins|mark|font|center|strike|tt|code|pre|kbd|samp|var|"
    "abbr|cite|q|dfn|time|ul|ol|li|dl|dt|dd|blockquote|table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|"
    "form|input|button|select|option|optgroup|textarea|label|fieldset|legend|iframe|frame|frameset|object|applet|"
    "section|article|aside|header|footer|nav|main|details|summary|dialog|marquee|blink|bdi|bdo|ruby|rt|rp|wbr|"
    "slot|data|meter|progress|output"
)
TAG_WITH_CONTENT = re.compile(rf"<({TAGS_REMOVED_WITH_CONTENT})\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->|<![a-z\[][^<>]*>|<\?[^<>]*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(rf"</?({TAG_NAMES}|{TAGS_REMOVED_WITH_CONTENT}|[a-z]+[:-][a-z][\w-]*)(?:[\s/][^<>]*)?>", re.IGNORECASE)
LINK = re.compile(
    r"""(!?)\[((?:[^\[\]\\]|\\.)*)\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
)
BARE_HOST = re.compile(r"www\.[^\s/]+\.\S+", re.IGNORECASE)
REMOVED_MAX_LENGTH = 60  # characters


@dataclass(frozen=True)
class CleanedText:
    text: str
    removed: tuple[str, ...] = ()  # each thing removed, as the editor would recognise it


def clean_markdown(text: str) -> CleanedText:
    """Remove HTML, and links and pictures that are not allowed. A clean text is returned unchanged."""
    removed: list[str] = []
    before = None
    while before != text:  # removing something may have joined two halves of a tag
        before = text
        text = strip_html_tags(text, removed)
        text = LINK.sub(lambda found: keep_link_or_text(found, removed), text)
    return CleanedText(text, tuple(dict.fromkeys(removed)))


def strip_html_tags(text: str, removed: list[str]) -> str:
    def remove(found):
        removed.append(shorten_removed(found[0]))
        return "\n" if found[0].lower().startswith("<br") else ""

    for pattern in (TAG_WITH_CONTENT, COMMENT, TAG):
        text = pattern.sub(remove, text)
    return text


def keep_link_or_text(found: re.Match, removed: list[str]) -> str:
    """Return the link if it is allowed, else its text alone; https:// is added to a bare www address."""
    is_picture, label, in_brackets, unbracketed = found.groups()
    target = in_brackets if unbracketed is None else unbracketed
    address = html.unescape(target).strip()
    if picture_id(address) is not None if is_picture else is_link(address):
        return found[0]
    if not is_picture and BARE_HOST.fullmatch(address):
        return found[0].replace(target, f"https://{target}", 1) if target not in label else f"[{label}](https://{address})"
    removed.append(_("picture %(address)s") % {"address": address} if is_picture else shorten_removed(found[0]))
    return label


def shorten_removed(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= REMOVED_MAX_LENGTH else f"{text[:REMOVED_MAX_LENGTH]}…"

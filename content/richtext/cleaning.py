"""What is taken out of a text when it is saved, and what its editor is told about that."""

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.richtext.allowed import is_link, picture_id

WITH_CONTENT = "script|style|iframe|object|svg|noscript|template|title|head|xml"
NAMES = (
    "html|body|meta|link|base|embed|param|source|track|video|audio|canvas|map|area|math|picture|img|figure|figcaption|"
    "div|span|p|br|hr|h[1-6]|a|b|i|u|s|em|strong|small|big|sub|sup|del|ins|mark|font|center|strike|tt|code|pre|kbd|samp|var|"
    "abbr|cite|q|dfn|time|ul|ol|li|dl|dt|dd|blockquote|table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|"
    "form|input|button|select|option|optgroup|textarea|label|fieldset|legend|iframe|frame|frameset|object|applet|"
    "section|article|aside|header|footer|nav|main|details|summary|dialog|marquee|blink|bdi|bdo|ruby|rt|rp|wbr|"
    "slot|data|meter|progress|output"
)
HIDDEN = re.compile(rf"<({WITH_CONTENT})\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->|<![a-z\[][^<>]*>|<\?[^<>]*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(rf"</?({NAMES}|{WITH_CONTENT}|[a-z]+[:-][a-z][\w-]*)(?:[\s/][^<>]*)?>", re.IGNORECASE)
LINK = re.compile(
    r"""(!?)\[((?:[^\[\]\\]|\\.)*)\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
)
BARE_HOST = re.compile(r"www\.[^\s/]+\.\S+", re.IGNORECASE)
SHOWN = 60


@dataclass(frozen=True)
class CleanedText:
    text: str
    removed: tuple[str, ...] = ()  # each thing taken out, as its editor would recognise it


def clean_markdown(text: str) -> CleanedText:
    """The text without HTML and without links and pictures that are not allowed. A clean text stays as it is."""
    removed: list[str] = []
    before = None
    while before != text:  # what is taken out may have held two halves of a tag apart
        before = text
        text = strip_html_tags(text, removed)
        text = LINK.sub(lambda found: keep_link_or_text(found, removed), text)
    return CleanedText(text, tuple(dict.fromkeys(removed)))


def strip_html_tags(text: str, removed: list[str]) -> str:
    def take_out(found):
        removed.append(shorten_removed(found[0]))
        return "\n" if found[0].lower().startswith("<br") else ""

    for pattern in (HIDDEN, COMMENT, TAG):
        text = pattern.sub(take_out, text)
    return text


def keep_link_or_text(found: re.Match, removed: list[str]) -> str:
    """The link if it is allowed; its words alone if not."""
    is_picture, words, in_brackets, plain = found.groups()
    written = in_brackets if plain is None else plain
    address = html.unescape(written).strip()
    if picture_id(address) is not None if is_picture else is_link(address):
        return found[0]
    if not is_picture and BARE_HOST.fullmatch(address):
        return found[0].replace(written, f"https://{written}", 1) if written not in words else f"[{words}](https://{address})"
    removed.append(_("picture %(address)s") % {"address": address} if is_picture else shorten_removed(found[0]))
    return words


def shorten_removed(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

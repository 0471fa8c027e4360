"""Parser for the supported Markdown. No HTML, no code; emphasis also works beside Chinese punctuation."""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from content.richtext.allowed import is_link, picture_id

# Without these rules an indented line is a paragraph, a line of dashes is always a divider, and < is a plain character.
DISABLED_RULES = ["code", "fence", "backticks", "html_block", "html_inline", "lheading", "reference"]
INDENT = re.compile(r"^\u3000+", re.MULTILINE)
HEADING_WITHOUT_SPACE = re.compile(r"^(#{2,6})(?=[^#\s])", re.MULTILINE)


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def emphasis_beside_chinese(state: StateInline, silent: bool) -> bool:
    """Inline rule: beside wide characters, a mark needs no space after punctuation, so that `**注意：**请带水` is bold."""
    if silent or state.src[state.pos] != "*":
        return False
    length = state.scanDelims(state.pos, True).length
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[state.pos + length] if state.pos + length < state.posMax else " "
    if not (is_wide(before) or is_wide(after)):
        return False
    for _mark in range(length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=not after.isspace(),
                close=not before.isspace(),
            )
        )
    state.pos += length
    return True


def make_parser(accepts_link) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(DISABLED_RULES)
    parser.inline.ruler.before("emphasis", "emphasis_beside_chinese", emphasis_beside_chinese)
    parser.validateLink = accepts_link
    return parser


markdown = make_parser(lambda address: is_link(address) or picture_id(address) is not None)
_permissive_parser = make_parser(lambda address: True)


def normalise_markdown(text: str) -> str:
    """Undo habits of typing Chinese: wide spaces before a paragraph, and no space after the marks of a heading."""
    return HEADING_WITHOUT_SPACE.sub(r"\1 ", INDENT.sub("", text))


def parse_markdown(text: str) -> list[Token]:
    return markdown.parse(normalise_markdown(text))


def walk_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from walk_tokens(token.children or ())
        yield token


def referenced_picture_ids(tokens: list[Token]) -> set[int]:
    found = {picture_id(token.attrGet("src") or "") for token in walk_tokens(tokens) if token.type == "image"}
    return found - {None}


def refused_links(text: str) -> list[str]:
    """Return the addresses in the text that are not allowed as links."""
    tokens = [token for token in walk_tokens(_permissive_parser.parse(normalise_markdown(text))) if token.type == "link_open"]
    return [address for token in tokens if not is_link(address := str(token.attrGet("href")))]

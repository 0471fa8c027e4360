"""Pictures between the paragraphs of a text, written `![caption](picture:12)`."""

from collections.abc import Mapping

from markdown_it.token import Token

from content.models import Picture
from content.pictures.markup import figure_html
from content.richtext.allowed import picture_id

# Placeholder for a figure while the text is sanitised. Editors cannot write it, because their "<" is escaped.
FIGURE = "<figure></figure>"


def insert_figures(tokens: list[Token], known: Mapping[int, Picture], figures: list[str]) -> list[Token]:
    """Replace images by figures between paragraphs; in headings, cells and links, which cannot hold one, by their caption.

    The markup of each figure is appended to `figures`, in the order of the placeholders.
    """
    result: list[Token] = []
    for token in tokens:
        if token.type != "inline":
            result.append(token)
        elif result and result[-1].type == "paragraph_open":
            result += split_paragraph(result.pop(), token, known, figures)
        else:
            result.append(token.copy(children=[image_to_text(child) for child in token.children]))
    return [token for token, before in zip(result, [None, *result], strict=False) if not is_surplus_end(token, before)]


def split_paragraph(opening: Token, text: Token, known, figures) -> list[Token]:
    """Return the opening and the text of a paragraph, split at its pictures; its own closing token closes the last part."""
    parts, inline = [], []
    for child in text.children:
        if child.type != "image" or child.level:
            inline.append(image_to_text(child))
            continue
        parts += build_paragraph(opening, text, inline, ended=True)
        inline = []
        picture = known.get(picture_id(child.attrGet("src")))
        if picture and picture.image and picture.width and picture.height:
            parts.append(Token("html_block", "", 0, content=f"{FIGURE}\n"))
            figures.append(figure_html(picture, caption=figure_caption(child, picture)))
    return parts + build_paragraph(opening, text, inline, ended=False)


def build_paragraph(opening, text, inline, *, ended) -> list[Token]:
    while inline and is_blank_token(inline[0]):
        inline = inline[1:]
    while inline and is_blank_token(inline[-1]):
        inline = inline[:-1]
    if not inline:
        return []
    end = [Token("paragraph_close", "p", -1, block=True, hidden=opening.hidden)] if ended else []
    return [opening, text.copy(children=inline), *end]


def is_blank_token(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def is_surplus_end(token: Token, before: Token | None) -> bool:
    """Return whether the token closes a paragraph that ended with a picture, and so is closed already."""
    return token.type == "paragraph_close" and (before is None or before.type != "inline")


def image_to_text(child: Token) -> Token:
    return Token("text", "", 0, content=child.content) if child.type == "image" else child


def figure_caption(child: Token, picture: Picture) -> str:
    """Return the caption, or "" if it is just the alternative text, which the editor's “Picture” button inserts."""
    return "" if child.content == picture.alt_text else child.content

"""Pictures between the paragraphs of a text, written `![caption](picture:12)`."""

from collections.abc import Mapping

from markdown_it.token import Token

from content.models import Picture
from content.pictures.markup import figure_html
from content.richtext.allowed import picture_id

# Stands for a figure while the text is sanitised. Nobody can write it: a "<" of the editor's is escaped.
FIGURE = "<figure></figure>"


def insert_figures(tokens: list[Token], known: Mapping[int, Picture], figures: list[str]) -> list[Token]:
    """A picture stands between paragraphs. Where a figure cannot stand, in headings, cells and links, its words do."""
    shown: list[Token] = []
    for token in tokens:
        if token.type != "inline":
            shown.append(token)
        elif shown and shown[-1].type == "paragraph_open":
            shown += split_paragraph(shown.pop(), token, known, figures)
        else:
            shown.append(token.copy(children=[image_to_text(child) for child in token.children]))
    return [token for token, before in zip(shown, [None, *shown], strict=False) if not is_surplus_end(token, before)]


def split_paragraph(opening: Token, text: Token, known, figures) -> list[Token]:
    """The paragraph's start and words, cut at its pictures. The end that follows closes the last part."""
    parts, words = [], []
    for child in text.children:
        if child.type != "image" or child.level:
            words.append(image_to_text(child))
            continue
        parts += build_paragraph(opening, text, words, ended=True)
        words = []
        picture = known.get(picture_id(child.attrGet("src")))
        if picture and picture.image and picture.width and picture.height:
            parts.append(Token("html_block", "", 0, content=f"{FIGURE}\n"))
            figures.append(figure_html(picture, caption=figure_caption(child, picture)))
    return parts + build_paragraph(opening, text, words, ended=False)


def build_paragraph(opening, text, words, *, ended) -> list[Token]:
    while words and is_blank_token(words[0]):
        words = words[1:]
    while words and is_blank_token(words[-1]):
        words = words[:-1]
    if not words:
        return []
    end = [Token("paragraph_close", "p", -1, block=True, hidden=opening.hidden)] if ended else []
    return [opening, text.copy(children=words), *end]


def is_blank_token(word: Token) -> bool:
    return word.type in ("softbreak", "hardbreak") or (word.type == "text" and not word.content.strip())


def is_surplus_end(token: Token, before: Token | None) -> bool:
    """The end of a paragraph whose last part was a picture."""
    return token.type == "paragraph_close" and (before is None or before.type != "inline")


def image_to_text(child: Token) -> Token:
    return Token("text", "", 0, content=child.content) if child.type == "image" else child


def figure_caption(child: Token, picture: Picture) -> str:
    """The button writes the picture's own description there; read and heard twice it would be noise."""
    return "" if child.content == picture.alt_text else child.content

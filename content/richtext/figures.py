"""Pictures between the paragraphs of a text, written `![caption](picture:12)`."""

from collections.abc import Callable

from markdown_it.token import Token

FigureMaker = Callable[[Token], str]  # markup in the place of an image, or ""


def insert_figures(tokens: list[Token], make_figure: FigureMaker) -> list[Token]:
    """Replace images by figures between paragraphs; in headings, cells and links, which cannot hold one, by their caption."""
    result: list[Token] = []
    for token in tokens:
        if token.type != "inline":
            result.append(token)
        elif result and result[-1].type == "paragraph_open":
            result += split_paragraph(result.pop(), token, make_figure)
        else:
            result.append(token.copy(children=[image_to_text(child) for child in token.children]))
    return [token for token, before in zip(result, [None, *result], strict=False) if not is_surplus_end(token, before)]


def split_paragraph(opening: Token, text: Token, make_figure: FigureMaker) -> list[Token]:
    """Return the opening and the text of a paragraph, split at its pictures; its own closing token closes the last part."""
    parts, inline = [], []
    for child in text.children:
        if child.type != "image" or child.level:
            inline.append(image_to_text(child))
            continue
        parts += build_paragraph(opening, text, inline, ended=True)
        inline = []
        if figure := make_figure(child):
            parts.append(Token("html_block", "", 0, content=f"{figure}\n"))
    return parts + build_paragraph(opening, text, inline, ended=False)


def build_paragraph(opening, text, inline, *, ended) -> list[Token]:
    while inline and is_blank_token(inline[0]):
        inline = inline[1:]
    while inline and is_blank_token(inline[-1]):
        inline = inline[:-1]
    if not inline:
        return []
    inline[0] = strip_text(inline[0], str.lstrip)
    inline[-1] = strip_text(inline[-1], str.rstrip)
    end = [Token("paragraph_close", "p", -1, block=True, hidden=opening.hidden)] if ended else []
    return [opening, text.copy(children=inline), *end]


def strip_text(token: Token, strip) -> Token:
    return token.copy(content=strip(token.content, " ")) if token.type == "text" else token


def is_blank_token(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def is_surplus_end(token: Token, before: Token | None) -> bool:
    """Return whether the token closes a paragraph that ended with a picture, and so is closed already."""
    return token.type == "paragraph_close" and (before is None or before.type != "inline")


def image_to_text(child: Token) -> Token:
    return Token("text", "", 0, content=plain_caption(child)) if child.type == "image" else child


def plain_caption(image: Token) -> str:
    """Return the words of a caption without marks and escapes."""
    return " ".join("".join(_words(child) for child in image.children or ()).split())


def _words(token: Token) -> str:
    if token.type == "image":
        return plain_caption(token)
    return " " if token.type in ("softbreak", "hardbreak") else token.content

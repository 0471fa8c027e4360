"""Drawing of a card as a PNG of 1200 by 630 pixels, a size that every consumer of shared links accepts."""

import io
import threading

from PIL import Image, ImageDraw

from content.share_images.background import ART_LEFT, BLACK, GOLD, HEIGHT, RED, WIDTH, lacquer_background
from content.share_images.card import Card
from content.share_images.fonts import load_font
from content.share_images.line_wrapping import truncate_to_width, wrap_text
from content.share_images.shapes import draw_mark, draw_shape

__all__ = ["HEIGHT", "WIDTH", "render_card_png"]

INK, INK_2, PALE = "#f6ead6", "#dccbb0", "#fff3df"
LEFT, RIGHT = 64, ART_LEFT - 48
TITLE_TOP, TITLE_HEIGHT = 200, 262
TITLE_SIZES = (88, 80, 72, 64, 58, 52, 46, 42)
LINE = 1.3
COLOURS = 96  # of the palette; a third of the file size of a full-colour PNG
# A burst of requests for new cards takes only one core, and threads must not share fonts.
drawing_lock = threading.Lock()


def render_card_png(card: Card) -> bytes:
    with drawing_lock:
        picture = lacquer_background().copy()
        pen = ImageDraw.Draw(picture)
        draw_card_header(pen, card)
        draw_kind_label(pen, card)
        draw_card_title(pen, card.title)
        draw_card_lines(pen, card.lines)
        out = io.BytesIO()
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def draw_card_header(pen, card):
    draw_mark(pen, LEFT, 52, 56)
    pen.text((LEFT + 74, 80), card.site, font=load_font("sans", 28), fill=INK_2, anchor="lm")
    if card.tag:
        font = load_font("sans", 26)
        left = RIGHT - font.getlength(card.tag) - 28
        pen.rectangle((left, 58, RIGHT, 102), outline=GOLD, width=2)
        pen.text((left + 14, 80), card.tag, font=font, fill=GOLD, anchor="lm")


def draw_kind_label(pen, card):
    """Draw the kind with its shape, or with a seal."""
    left = LEFT
    if card.seal:
        pen.rectangle((left, 134, left + 52, 186), fill="#8a1c12", outline=GOLD, width=2)
        pen.text((left + 26, 160), card.seal, font=load_font("serif", 36), fill=PALE, anchor="mm")
        left += 70
    elif card.word:
        draw_shape(pen, card.shape, left, 138, 44, card.colour)
        pen.text((left + 22, 160), card.word[0], font=load_font("serif", 24), fill=BLACK, anchor="mm", stroke_width=0.4)
        left += 60
    pen.text((left, 160), card.word, font=load_font("sans", 30), fill=INK_2 if card.seal else card.colour, anchor="lm")


def draw_card_title(pen, text):
    for size in TITLE_SIZES:
        font = load_font("serif", size)
        rows = wrap_text(text, font.getlength, RIGHT - LEFT)
        if len(rows) * size * LINE <= TITLE_HEIGHT:
            break
    for number, row in enumerate(rows[: int(TITLE_HEIGHT // (size * LINE))]):
        at = (LEFT, TITLE_TOP + number * size * LINE)
        pen.text(at, row, font=font, fill=INK, stroke_width=size / 110, stroke_fill=INK)


def draw_card_lines(pen, texts):
    """Draw the lines from the bottom up, the first of them in gold."""
    font = load_font("sans", 32)
    pen.line((LEFT, HEIGHT - 56 - 48 * len(texts) - 18, LEFT + 72, HEIGHT - 56 - 48 * len(texts) - 18), fill=RED, width=4)
    for number, text in enumerate(texts):
        at = (LEFT, HEIGHT - 56 - 48 * (len(texts) - 1 - number))
        pen.text(
            at, truncate_to_width(text, font.getlength, RIGHT - LEFT), font=font, fill=INK_2 if number else GOLD, anchor="ls"
        )

"""Drawing of a card as a PNG of 1200 by 630 pixels, a size that every consumer of shared links accepts."""

import io
import threading

from PIL import Image, ImageDraw

from content.share_images.background import ART_LEFT, BLACK, GOLD, HEIGHT, RED, SUPERSAMPLING, WIDTH, draw_background
from content.share_images.card import Card
from content.share_images.fonts import load_font
from content.share_images.line_art import GRID, draw_strokes, read_drawing
from content.share_images.line_wrapping import truncate_to_width, wrap_text
from content.share_images.shapes import draw_mark, draw_shape

__all__ = ["HEIGHT", "WIDTH", "render_card_png"]

INK, INK_2, PALE = "#f6ead6", "#dccbb0", "#fff3df"
LEFT, RIGHT = 64, ART_LEFT - 48
TITLE_TOP, TITLE_BOTTOM = 200, 596
TITLE_SIZES = (124, 112, 104, 96, 88, 80, 72, 64, 58, 52, 46, 42)
LINE, ROW = 1.26, 48
ART_MIDDLE = ((ART_LEFT + WIDTH) / 2, HEIGHT / 2 + 6)
ART_SIZE, MOST_DRAWINGS = 360, 4
COLOURS = 96  # of the palette; a third of the file size of a full-colour PNG
# A burst of requests for new cards takes only one core, and threads must not share fonts.
drawing_lock = threading.Lock()


def render_card_png(card: Card) -> bytes:
    with drawing_lock:
        big = draw_background(card.texture).copy()
        draw_art(ImageDraw.Draw(big, "RGBA"), card)
        picture = big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        pen = ImageDraw.Draw(picture)
        draw_card_header(pen, card)
        draw_kind_label(pen, card)
        draw_card_title(pen, card.title, TITLE_BOTTOM - ROW * len(card.lines) - 62)
        draw_card_lines(pen, card.lines)
        out = io.BytesIO()
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def draw_card_header(pen, card):
    draw_mark(pen, LEFT, 52, 56)
    pen.text((LEFT + 74, 80), card.site, font=load_font("sans", 28), fill=INK_2, anchor="lm")
    if card.tag:
        font, site_end = load_font("sans", 26), LEFT + 74 + load_font("sans", 28).getlength(card.site)
        tag = truncate_to_width(card.tag, font.getlength, RIGHT - site_end - 60)
        left = RIGHT - font.getlength(tag) - 28
        pen.rectangle((left, 58, RIGHT, 102), outline=GOLD, width=2)
        pen.text((left + 14, 80), tag, font=font, fill=GOLD, anchor="lm")


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


def draw_art(pen, card):
    """Draw what tells this card from others on its texture: drawings, else the seal or the shape of its kind."""
    if card.drawings:
        draw_line_art(pen, card.drawings[:MOST_DRAWINGS])
    elif card.seal:
        draw_large_seal(pen, card.seal)
    elif card.word:
        middle, size = [value * SUPERSAMPLING for value in ART_MIDDLE], 240 * SUPERSAMPLING
        draw_shape(pen, card.shape, middle[0] - size / 2, middle[1] - size / 2, size, card.colour)
        font = load_font("serif", size // 2)
        pen.text(middle, card.word[0], font=font, fill=BLACK, anchor="mm")


def draw_line_art(pen, names: tuple[str, ...]):
    """Draw one drawing large, or several in two columns, each on a dark plate with a gold edge."""
    columns = 1 if len(names) == 1 else 2
    rows = -(-len(names) // columns)
    size = ART_SIZE / columns
    height = size * GRID[1] / GRID[0] + 24
    for number, name in enumerate(names):
        left = ART_MIDDLE[0] + (number % columns - columns / 2) * (size + 12) + 6
        top = ART_MIDDLE[1] + (number // columns - rows / 2) * (height + 12) + 6
        plate = [value * SUPERSAMPLING for value in (left, top, left + size, top + height)]
        pen.rectangle(plate, fill=(14, 10, 8, 205), outline=GOLD, width=2 * SUPERSAMPLING)
        inside = size * 0.84
        edge = (size - inside) / 2
        at = (left + edge) * SUPERSAMPLING, (top + (height - inside * GRID[1] / GRID[0]) / 2) * SUPERSAMPLING
        draw_strokes(pen, read_drawing(name), *at, inside * SUPERSAMPLING, INK)


def draw_large_seal(pen, character: str):
    x, y = (value * SUPERSAMPLING for value in ART_MIDDLE)
    half, font = 130 * SUPERSAMPLING, load_font("serif", 190 * SUPERSAMPLING)
    pen.rectangle((x - half, y - half, x + half, y + half), fill="#8a1c12", outline=GOLD, width=3 * SUPERSAMPLING)
    pen.text((x, y), character, font=font, fill=PALE, anchor="mm", stroke_width=SUPERSAMPLING, stroke_fill=PALE)


def draw_card_title(pen, text, bottom):
    """Draw the title as large as it fits above `bottom`."""
    height = bottom - TITLE_TOP
    for size in TITLE_SIZES:
        font = load_font("serif", size)
        rows = wrap_text(text, font.getlength, RIGHT - LEFT)
        if len(rows) * size * LINE <= height and max(map(font.getlength, rows)) <= RIGHT - LEFT:
            break
    rows = rows[: int(height // (size * LINE))]
    top = TITLE_TOP + (height - len(rows) * size * LINE) / 2
    for number, row in enumerate(rows):
        at = (LEFT, top + number * size * LINE)
        pen.text(at, row, font=font, fill=INK, stroke_width=size / 110, stroke_fill=INK)


def draw_card_lines(pen, texts):
    """Draw the lines from the bottom up, the first of them in gold."""
    font = load_font("sans", 32)
    pen.line((LEFT, HEIGHT - 56 - ROW * len(texts) - 18, LEFT + 72, HEIGHT - 56 - ROW * len(texts) - 18), fill=RED, width=4)
    for number, text in enumerate(texts):
        at = (LEFT, HEIGHT - 56 - ROW * (len(texts) - 1 - number))
        pen.text(
            at, truncate_to_width(text, font.getlength, RIGHT - LEFT), font=font, fill=INK_2 if number else GOLD, anchor="ls"
        )

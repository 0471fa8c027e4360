"""The drawings of figures: each kind as the marks of its template.

Nothing here is about a particular figure: the kinds of drawing are code, their content is data, and a figure's `display` is
printed as published.
"""

import math
from collections.abc import Callable, Sequence
from itertools import takewhile

from content.languages import localized_value
from content.publishing import is_public
from schools import charts
from schools.models import Figure, FigureStory, StoryFigure
from schools.models.figure_text import fill_places

Kind = FigureStory.Kind
CELLS_IN_ROW, CELLS_IN_ROW_OF_WHOLE = 11, 10
ONE_ROW_HEIGHT = 48
BAR_LOOKS = "cba"

Rows = Sequence[StoryFigure]  # the figures of one story; at least one


def list_displays(rows: Rows) -> list[str]:
    """Return the `display` of the figures up to the first that is not public, so that {2} never stands for the third."""
    public = takewhile(lambda row: is_public(row.figure), rows)
    return [localized_value(row.figure, "display") for row in public]


def label_row(row: StoryFigure, rows: Rows) -> dict[str, str]:
    """Return what is told of one figure beside the drawing; its label may name other figures of the story."""
    label = localized_value(row, "label") or localized_value(row.figure, "label")
    return {
        "slug": row.figure.slug,
        "display": localized_value(row.figure, "display"),
        "label": fill_places(label, list_displays(rows)) or "",
        "period": "" if row.figure.period in row.figure.label else localized_value(row.figure, "period"),
    }


def draw_cells(rows: Rows) -> dict:
    """Draw a square for each thing counted, on one scale; for a part of a whole the rest of the whole is drawn too."""
    blocks = [{"cells": draw_block(row), **label_row(row, rows)} for row in rows]
    for block in blocks:
        block["height"] = charts.drawing_height(block["cells"], 1)
    return {"blocks": blocks if all(block["cells"] for block in blocks) else []}


def draw_block(row: StoryFigure) -> list[charts.Cell]:
    counted = int(row.figure.value)
    if not row.whole:
        return charts.unit_cells(counted, counted, columns=CELLS_IN_ROW, top=1)
    height = {"height": ONE_ROW_HEIGHT} if row.whole <= CELLS_IN_ROW_OF_WHOLE else {}
    return charts.unit_cells(row.whole, counted, columns=CELLS_IN_ROW_OF_WHOLE, top=1, **height)


def draw_dots(rows: Rows) -> dict:
    """Draw filled dots for the first figure and empty ones for the second; empty unless there are exactly two."""
    if len(rows) != 2:
        return {}
    dots = charts.unit_dots(*(int(row.figure.value) for row in rows), top=10)
    return {"dots": dots, "height": charts.drawing_height(dots, 10), "labels": [label_row(row, rows) for row in rows]}


def draw_bars(rows: Rows) -> dict:
    bars = charts.layout_bars([row.figure.value for row in rows])
    return {
        "rows": [
            {"bar": bar, "look": BAR_LOOKS[number % len(BAR_LOOKS)], **label_row(row, rows)}
            for number, (bar, row) in enumerate(zip(bars, rows, strict=False))
        ]
    }


def draw_share(rows: Rows) -> dict:
    """Label the first figure and draw the second as parts of its whole; empty where that gives no whole number of parts."""
    if len(rows) != 2 or not (share := count_parts(rows[1])):
        return {}
    whole = rows[1].whole
    cells = charts.unit_cells(whole, share, columns=min(whole, CELLS_IN_ROW_OF_WHOLE), top=1, height=64, gap=8)
    return {"cells": cells, "height": charts.drawing_height(cells, 1), "labels": [label_row(row, rows) for row in rows]}


def draw_plus(rows: Rows) -> dict:
    """Draw one block that holds the things of the first figure, and a block for each thing of the second beside it."""
    if len(rows) != 2:
        return {}
    inside, beside = (int(row.figure.value) for row in rows)
    return {
        "inside": charts.unit_cells(inside, inside, columns=3, width=96, height=26, gap=5, top=10),
        "beside": charts.unit_cells(beside, beside, columns=math.ceil(beside / 3), width=196, height=32, gap=7, top=1),
        "labels": [label_row(row, rows) for row in rows],
    }


def draw_streak(rows: Rows) -> dict:
    """Draw a chain with a ring for each time."""
    rings = charts.chain_rings(int(rows[0].figure.value))
    return {"rings": rings, "height": charts.drawing_height(rings, 28), "labels": [label_row(row, rows) for row in rows[:1]]}


def draw_medals(rows: Rows) -> dict:
    """Draw a medal for each thing of the first figure, and the second as a part of a disc; empty without whole parts."""
    medals = charts.medal_places(int(rows[0].figure.value))
    labels = [label_row(row, rows) for row in rows[:2]]
    marks = {"medals": medals, "height": charts.drawing_height(medals, 30), "labels": labels}
    if len(rows) > 1:
        marks["sectors"] = charts.disc_sectors(rows[1].whole or 0, count_parts(rows[1]))
    return marks


def draw_crowd(rows: Rows) -> dict:
    """Draw a dot for each person of the first figure; where it is not exact, those of the last row are empty."""
    figure = rows[0].figure
    fields = charts.crowd_fields(int(figure.value), is_exact=figure.qualifier == Figure.Qualifier.EXACT)
    return {"fields": fields, "height": charts.drawing_height(fields, 1), "labels": [label_row(row, rows) for row in rows[:1]]}


def draw_flow(rows: Rows) -> dict:
    """Draw the first figure as a stream that parts into those of the others; what they leave runs on without a number."""
    if len(rows) < 2:
        return {}
    streams = charts.part_stream(*(float(row.figure.value) for row in rows))
    return {"streams": streams, "labels": [label_row(row, rows) for row in rows]}


def count_parts(row: StoryFigure) -> int:
    """Return how many parts of its whole a figure is; 0 where that is no whole number between 1 and all."""
    share = row.figure.value * (row.whole or 0)
    return int(share) if share == int(share) and share <= (row.whole or 0) else 0


DRAWINGS: dict[str, tuple[str, Callable[[Rows], dict]]] = {
    Kind.CELLS: ("components/_chart_cells.html", draw_cells),
    Kind.DOTS: ("components/_chart_dots.html", draw_dots),
    Kind.BARS: ("components/_chart_bars.html", draw_bars),
    Kind.SHARE: ("components/_chart_share.html", draw_share),
    Kind.PLUS: ("components/_chart_plus.html", draw_plus),
    Kind.STREAK: ("components/_chart_streak.html", draw_streak),
    Kind.MEDALS: ("components/_chart_medals.html", draw_medals),
    Kind.CROWD: ("components/_chart_crowd.html", draw_crowd),
    Kind.FLOW: ("components/_chart_flow.html", draw_flow),
}

"""Prepare the sentences and drawings of each `FigureStory` for a template.

Nothing here is about a particular figure: the kinds of drawing are code, their content is data, and a figure's `display` is
printed as published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from django.utils.translation import get_language

from content.languages import localized_value
from content.phrases import phrases_as_html
from content.publishing import is_public
from schools import charts
from schools.models import Figure, FigureStory, StoryFigure
from schools.models.figure_text import fill_places

Kind = FigureStory.Kind
CELLS_IN_ROW, CELLS_IN_ROW_OF_WHOLE = 11, 10
ONE_ROW_HEIGHT = 48
BAR_LOOKS = "cba"
TEXTS = ("title", "text", "note")


@dataclass(frozen=True)
class Story:
    """A story whose texts have the figures filled in. `figures` are the published ones, in the story's order.

    `lang` is the language to mark the texts with, blank where it is the language of the page. `heading` is the title as HTML
    that breaks only between phrases.
    """

    key: str
    lang: str
    title: str
    heading: str
    text: str
    note: str
    figures: list[Figure]
    sample_parts: frozenset[str]
    quotations: list[dict]


@dataclass(frozen=True)
class Chart(Story):
    """A story with a drawing; `title` says what the drawing shows. `marks` are the variables of its `template`."""

    template: str = ""
    marks: dict = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The group on the page of numbers in which the chart is shown: that of its first figure."""
        return self.figures[0].group


Rows = Sequence[StoryFigure]  # the figures of one story; at least one


def build_story(rows: Rows) -> Story | None:
    """Return the story; None where a sentence names a figure that is missing or not public, as it would be incomplete."""
    texts = fill_texts(rows)
    return Story(**describe_story(rows), **texts) if texts else None


def stories_by_place(stories: Sequence[Rows]) -> dict[str, Story | None]:
    """Return for each place the first story that can be shown, or None; stories are given by their rows."""
    found: dict[str, Story | None] = dict.fromkeys(FigureStory.Place.values)
    for rows in stories:
        place = rows[0].story.place
        found[place] = found[place] or build_story(rows)
    return found


def draw_charts(stories: Sequence[Rows]) -> list[Chart]:
    """Return the charts of the stories that can be drawn completely, in the given order."""
    return [chart for rows in stories if (chart := draw_chart(rows))]


def draw_chart(rows: Rows) -> Chart | None:
    """Return None where the story has no drawing, a figure is not public, or a text or mark is missing."""
    kind, texts = rows[0].story.kind, fill_texts(rows)
    if not (kind and texts and all(is_public(row.figure) for row in rows)):
        return None
    template, draw = DRAWINGS[kind]
    marks = draw(rows)
    if not marks or not all(marks.values()):
        return None
    return Chart(**describe_story(rows), **texts, template=template, marks=marks)


def describe_story(rows: Rows) -> dict:
    story = rows[0].story
    return {
        "key": story.slug,
        "lang": "zh" if get_language() == "en" and not (story.title_en or story.text_en or story.note_en) else "",
        "figures": [row.figure for row in rows if is_public(row.figure)],
        "sample_parts": story.sample_parts,
        "quotations": list_quotations(rows),
    }


def fill_texts(rows: Rows) -> dict[str, str] | None:
    displays = list_displays(rows)
    texts = {name: localized_value(rows[0].story, name) for name in TEXTS}
    filled = {name: fill_places(text, displays) for name, text in texts.items()}
    filled["heading"] = filled["title"] and phrases_as_html(fill_places(rows[0].story.phrases_of(texts["title"]), displays))
    return None if None in filled.values() else filled


def list_displays(rows: Rows) -> list[str]:
    """Return the `display` of the figures up to the first that is not public, so that {2} never stands for the third."""
    public = takewhile(lambda row: is_public(row.figure), rows)
    return [localized_value(row.figure, "display") for row in public]


def list_quotations(rows: Rows) -> list[dict]:
    """Return the quotations of the story and its figures, each once."""
    quotations = [*rows[0].story.quotations, *(quotation for row in rows for quotation in row.figure.quotations)]
    return list({quotation["quote"]: quotation for quotation in quotations}.values())


def label_row(row: StoryFigure, rows: Rows) -> dict[str, str]:
    """Return display and label of one figure; its label may name other figures of the story."""
    label = localized_value(row, "label") or localized_value(row.figure, "label")
    return {"display": localized_value(row.figure, "display"), "label": fill_places(label, list_displays(rows)) or ""}


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
    if len(rows) != 2 or not rows[1].whole:
        return {}
    share = rows[1].figure.value * rows[1].whole
    if share != int(share) or not 0 < share <= rows[1].whole:
        return {}
    whole = rows[1].whole
    cells = charts.unit_cells(whole, int(share), columns=min(whole, CELLS_IN_ROW_OF_WHOLE), top=1, height=64, gap=8)
    return {"cells": cells, "height": charts.drawing_height(cells, 1), "labels": [label_row(row, rows) for row in rows]}


DRAWINGS: dict[str, tuple[str, Callable[[Rows], dict]]] = {
    Kind.CELLS: ("components/_chart_cells.html", draw_cells),
    Kind.DOTS: ("components/_chart_dots.html", draw_dots),
    Kind.BARS: ("components/_chart_bars.html", draw_bars),
    Kind.SHARE: ("components/_chart_share.html", draw_share),
}

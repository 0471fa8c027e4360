"""What figures tell: the sentences and drawings of `FigureStory`, made ready for a template.

Nothing about a particular figure is decided here. The kinds of drawing are code, what they tell is data, and a figure's words
are printed as published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from django.utils.translation import get_language

from content.languages import localized_value
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
    """The texts with the figures' words in them. `figures` are the published ones, in the story's order.

    `lang` is what the texts have to be marked with, blank where it is the page's own language.
    """

    key: str
    lang: str
    title: str
    text: str
    note: str
    figures: list[Figure]
    source: str
    sample_fields: list[str]


@dataclass(frozen=True)
class Chart(Story):
    """A story with its drawing; `title` says what the drawing shows."""

    template: str = ""
    marks: dict = field(default_factory=dict)
    quotations: list[dict] = field(default_factory=list)

    @property
    def part(self) -> str:
        """Where on the page of numbers it stands: with its first figure."""
        return self.figures[0].group


Rows = Sequence[StoryFigure]


def tell_story(rows: Rows) -> Story | None:
    """None where a sentence names a figure that is not there or not public: half a sentence would say something else."""
    texts = fill_texts(rows)
    return Story(**describe_story(rows), **texts) if texts else None


def stories_by_place(stories: Sequence[Rows]) -> dict[str, Story | None]:
    """For each place the first story that can be told, or None; stories are given by their rows."""
    first: dict[str, Story | None] = dict.fromkeys(FigureStory.Place.values)
    for rows in stories:
        place = rows[0].story.place
        first[place] = first[place] or tell_story(rows)
    return first


def draw_charts(stories: Sequence[Rows]) -> list[Chart]:
    """Those that can be drawn whole, in the order of the page."""
    return [chart for rows in stories if (chart := draw_chart(rows))]


def draw_chart(rows: Rows) -> Chart | None:
    kind, texts = rows[0].story.kind, fill_texts(rows)
    if not (kind and texts and all(is_public(row.figure) for row in rows)):
        return None
    template, draw = DRAWINGS[kind]
    marks = draw(rows)
    if not marks or not all(marks.values()):
        return None
    return Chart(**describe_story(rows), **texts, template=template, marks=marks, quotations=list_quotations(rows))


def describe_story(rows: Rows) -> dict:
    story = rows[0].story
    return {
        "key": story.slug,
        "lang": "zh" if get_language() == "en" and not (story.title_en or story.text_en or story.note_en) else "",
        "figures": [row.figure for row in rows if is_public(row.figure)],
        "source": story.source,
        "sample_fields": story.sample_fields,
    }


def fill_texts(rows: Rows) -> dict[str, str] | None:
    displays = list_displays(rows)
    filled = {name: fill_places(localized_value(rows[0].story, name), displays) for name in TEXTS}
    return None if None in filled.values() else filled


def list_displays(rows: Rows) -> list[str]:
    """The words of the figures up to the first that is not public: {2} must never come to mean the third."""
    public = takewhile(lambda row: is_public(row.figure), rows)
    return [localized_value(row.figure, "display") for row in public]


def list_quotations(rows: Rows) -> list[dict]:
    """Each quotation once."""
    quotations = [*rows[0].story.quotations, *(quotation for row in rows for quotation in row.figure.quotations)]
    return list({quotation["quote"]: quotation for quotation in quotations}.values())


def label_row(row: StoryFigure, rows: Rows) -> dict[str, str]:
    label = localized_value(row, "label") or localized_value(row.figure, "label")
    return {"display": localized_value(row.figure, "display"), "label": fill_places(label, list_displays(rows)) or ""}


def draw_cells(rows: Rows) -> dict:
    """A square for each thing counted, on one scale; where it is out of a whole, the others are drawn too."""
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
    if len(rows) != 2:
        return {}
    dots = charts.unit_dots(*(int(row.figure.value) for row in rows), top=10)
    return {"dots": dots, "height": charts.drawing_height(dots, 10), "labels": [label_row(row, rows) for row in rows]}


def draw_bars(rows: Rows) -> dict:
    drawn = charts.layout_bars([row.figure.value for row in rows])
    return {
        "rows": [
            {"bar": bar, "look": BAR_LOOKS[number % len(BAR_LOOKS)], **label_row(row, rows)}
            for number, (bar, row) in enumerate(zip(drawn, rows, strict=False))
        ]
    }


def draw_share(rows: Rows) -> dict:
    """The first figure in words, the second as so many parts of its whole; not drawn where that gives no whole parts."""
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

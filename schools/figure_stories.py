"""Prepare the sentences of each `FigureStory` for a template, and its drawing. No figure is written into any text here."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from content.languages import localized_value
from content.phrases import phrases_as_html
from content.publishing import is_public
from schools.figure_drawings import DRAWINGS, Rows, list_displays
from schools.models import Figure, FigureStory
from schools.models.figure_text import fill_places

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

    kind: str = ""
    template: str = ""
    marks: dict = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The group on the page of numbers in which the chart is shown: that of its first figure."""
        return self.figures[0].group


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
    return Chart(**describe_story(rows), **texts, kind=kind, template=template, marks=marks)


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


def list_quotations(rows: Rows) -> list[dict]:
    """Return the quotations of the story and its figures, each once."""
    quotations = [*rows[0].story.quotations, *(quotation for row in rows for quotation in row.figure.quotations)]
    return list({quotation["quote"]: quotation for quotation in quotations}.values())

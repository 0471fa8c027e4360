"""Every kind of page as a text browser has it: without styles and without scripts."""

from collections import Counter

import pytest

from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds
from tests.page_tree import parse_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIELDS = ("input", "select", "textarea")


@pytest.fixture
def pages(client, clock_at):
    """The pages as trees, by name."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    return {kind.name: parse_page(fetch(client, kind, clock_at)) for kind in page_kinds()}


def fetch(client, kind, clock_at) -> bytes:
    clock_at(CLOCKS[kind.clock])
    return (client.post(kind.path, kind.sent) if kind.sent else client.get(kind.path)).content


def test_every_page_is_sound_as_plain_html(pages):
    found = {name: complaints for name, page in pages.items() if (complaints := list_complaints(page))}
    assert found == {}


def list_complaints(page) -> list[str]:
    return [complaint for check in CHECKS for complaint in check(page)]


def find_forms_sent_as_get(page):
    """Text browsers send a POST form without any value as a GET."""
    for form in page.find_all("form"):
        named = [control for control in form.find_all(*FIELDS) if control.get("name")]
        if form.get("method") == "post" and not named:
            yield f"a form without a named control: {form.get('action') or form.text}"


def find_ids_given_twice(page):
    ids = Counter(element["id"] for element in page.find_all() if "id" in element.attributes)
    yield from (f"id {name!r} × {count}" for name, count in ids.items() if count > 1)
    yield from (f"id {name!r}" for name in ids if not name or name in ("None", "undefined", "null"))


def find_hidden_texts(page):
    """What a script shows later stands in an attribute: browsers without styles show whatever is text."""
    for element in page.find_all():
        waits = (
            "hidden" in element.attributes or element.tag == "template" or "needs-script" in (element.get("class") or "").split()
        )
        if waits and element.text:
            yield f"<{element.tag}> is shown by a script only: {element.text[:60]}"


def find_disclosures_called_alike(page):
    names = Counter(summary.get("aria-label") or summary.text for summary in page.find_all("summary"))
    yield from (f"{count} disclosures are called {name!r}" for name, count in names.items() if count > 1)


def find_charts_that_are_pictures(page):
    """What a chart shows is text beside it: a drawing that is an image too would say it twice, or be one without a name."""
    for chart in page.find_all("figure"):
        if "chart" in (chart.get("class") or "").split():
            yield from ("a drawing is not hidden" for svg in chart.find_all("svg") if not is_hidden_drawing(svg))
            yield from ("a part is an image" for part in chart.find_all() if part.get("role") == "img")
            (caption,) = chart.find_all("figcaption")
            alike = [
                part for part in chart.find_all() if part.text == caption.text and not is_within(part, "figcaption", "summary")
            ]
            yield from (f"said once more: {part.text}" for part in alike)


def is_within(part, *tags) -> bool:
    return any(element.tag in tags for element in (part, *part.ancestors()))


def is_hidden_drawing(svg):
    return any(part.get("aria-hidden") == "true" for part in (svg, *svg.ancestors()))


CHECKS = (
    find_forms_sent_as_get,
    find_ids_given_twice,
    find_hidden_texts,
    find_disclosures_called_alike,
    find_charts_that_are_pictures,
)

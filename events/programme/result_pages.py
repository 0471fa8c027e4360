"""A long programme in pages, each of them short enough for a phone; they need no script, and a short programme has one."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from events.bookings.places import SlotPlaces
from events.programme import links
from events.programme.queries import Filters, SessionRow

ROWS_OF_PAGE = 100
TIMES_OF_PAGE = 150  # in all rows together; a row is never divided


@dataclass(frozen=True)
class PlacedRow:
    """A row with the heading it stands under; `count` is how many rows stand there on all pages."""

    day: object
    part: str
    count: int
    row: SessionRow


def paginate_days(days: list[dict], number: str) -> Page:
    """Return the page of that number: a list with one item, the list of its `PlacedRow`. The last instead of one beyond it."""
    rows = [
        PlacedRow(day["date"], part, count, row)
        for day in days
        for part, rows_of_part, count in day["parts"]
        for row in rows_of_part
    ]
    return Paginator(split_rows(rows) or [[]], 1).get_page(number)


def split_rows(rows: list[PlacedRow]) -> list[list[PlacedRow]]:
    pages, times = [], 0
    for placed in rows:
        times += len(placed.row.places)
        if not pages or len(pages[-1]) == ROWS_OF_PAGE or times > TIMES_OF_PAGE:
            pages.append([])
            times = len(placed.row.places)
        pages[-1].append(placed)
    return pages


def group_page(rows: list[PlacedRow]) -> list[dict]:
    """Return the rows of a page as `page_context.group_by_day_and_part` has them all."""
    days: dict = {}
    for placed in rows:
        parts = days.setdefault(placed.day, {})
        parts.setdefault(placed.part, ([], placed.count))[0].append(placed.row)
    return [
        {"date": day, "parts": [(part, found, count) for part, (found, count) in parts.items()]} for day, parts in days.items()
    ]


def list_page_places(rows: list[PlacedRow], places: list[SlotPlaces]) -> list[SlotPlaces]:
    """Return those of the places that stand on the page, in their order."""
    shown = {id(slot_places) for placed in rows for slot_places in placed.row.places}
    return [slot_places for slot_places in places if id(slot_places) in shown]


def build_page_links(page: Page, filters: Filters) -> dict:
    """Return links to the pages, each named by its first slot; nothing if there is only one page."""
    paginator = page.paginator
    if paginator.num_pages == 1:
        return {}
    return {
        "number": page.number,
        "count": paginator.num_pages,
        "first": 1 + sum(len(rows) for rows in paginator.object_list[: page.number - 1]),
        "last": sum(len(rows) for rows in paginator.object_list[: page.number]),
        "total": sum(map(len, paginator.object_list)),
        "items": [
            link_page(paginator, number, page, filters) if number != paginator.ELLIPSIS else {"number": 0}
            for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ],
        "previous": link_page(paginator, page.number - 1, page, filters) if page.has_previous() else None,
        "next": link_page(paginator, page.number + 1, page, filters) if page.has_next() else None,
    }


def link_page(paginator: Paginator, number: int, page: Page, filters: Filters) -> dict:
    return {
        "number": number,
        "url": links.programme_page_url(filters, number),
        "is_current": number == page.number,
        "slot": paginator.object_list[number - 1][0].row.first.slot,
    }

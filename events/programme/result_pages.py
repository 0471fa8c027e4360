"""A long programme in pages, each of them short enough for a phone; they need no script, and a short programme has one."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from events.bookings.places import SlotPlaces
from events.models import TimeSlot
from events.programme import links
from events.programme.queries import Filters, SessionRow
from events.programme.week_slots import WeekRow, WeekSlots

ROWS_OF_PAGE = 100
TIMES_OF_PAGE = 150  # in all rows together; a row is never divided


@dataclass(frozen=True)
class PlacedRow:
    """A row; `count` is how many rows stand under the same heading on all pages."""

    row: WeekRow
    count: int


def paginate_rows(rows: list[WeekRow], number: str) -> Page:
    """Return the page of that number: a list with one item, the list of its `PlacedRow`. The last instead of one beyond it."""
    counts = Counter((row.day, row.part) for row in rows)
    placed = [PlacedRow(row, counts[row.day, row.part]) for row in rows]
    return Paginator(split_rows(placed) or [[]], 1).get_page(number)


def split_rows(rows: list[PlacedRow]) -> list[list[PlacedRow]]:
    pages, times = [], 0
    for placed in rows:
        times += len(placed.row.slots)
        if not pages or len(pages[-1]) == ROWS_OF_PAGE or times > TIMES_OF_PAGE:
            pages.append([])
            times = len(placed.row.slots)
        pages[-1].append(placed)
    return pages


def list_page_slots(programme: WeekSlots, page: Page) -> list[TimeSlot]:
    """Return the slots of the page in order of time."""
    slots = [slot for placed in page.object_list[0] for slot in placed.row.slots]
    return sorted(slots, key=lambda slot: programme.place_of_slot[slot.id])


def group_page(programme: WeekSlots, page: Page, places: list[SlotPlaces], *, by_part: bool) -> list[dict]:
    """Return the page's days, each with its `date` and its `parts`: (part, rows with their places, count).

    Where it is not `by_part`, the rows of a day are one part, in the order that they have.
    """
    place_of_slot, days = {slot_places.slot.id: slot_places for slot_places in places}, {}
    for placed in page.object_list[0]:
        row = placed.row
        shown = [place_of_slot[slot.id] for slot in row.slots if slot.id in place_of_slot]  # others have just been deleted
        if shown:
            parts = days.setdefault(row.day, {})
            parts.setdefault(row.part if by_part else "", ([], placed.count))[0].append(
                SessionRow(programme.sessions[row.session_id], shown)
            )
    return [
        {"date": day, "parts": [(part, found, count) for part, (found, count) in parts.items()]} for day, parts in days.items()
    ]


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
        "slot": paginator.object_list[number - 1][0].row.slots[0],
    }

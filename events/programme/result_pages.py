"""A long programme in pages, each of them short enough for a phone; they need no script, and a short programme has one."""

from django.core.paginator import Page, Paginator

from events.bookings.places import SlotPlaces
from events.models import TimeSlot
from events.programme import links
from events.programme.queries import Filters, SessionRow
from events.programme.week_slots import WeekRow, WeekSlots

ROWS_OF_PAGE = 100
TIMES_OF_PAGE = 150  # in all rows together; a row is never divided


def paginate_rows(rows: list[WeekRow], number: str) -> Page:
    """Return the page of that number: a list with one item, the list of its rows. The last instead of one beyond it."""
    return Paginator(split_rows(rows) or [[]], 1).get_page(number)


def split_rows(rows: list[WeekRow]) -> list[list[WeekRow]]:
    pages, times = [], 0
    for row in rows:
        times += len(row.slots)
        if not pages or len(pages[-1]) == ROWS_OF_PAGE or times > TIMES_OF_PAGE:
            pages.append([])
            times = len(row.slots)
        pages[-1].append(row)
    return pages


def list_page_slots(programme: WeekSlots, page: Page) -> list[TimeSlot]:
    """Return the slots of the page in order of time."""
    slots = [slot for row in page.object_list[0] for slot in row.slots]
    return sorted(slots, key=lambda slot: programme.place_of_slot[slot.id])


def group_page(programme: WeekSlots, page: Page, places: list[SlotPlaces], *, by_part: bool) -> list[dict]:
    """Return the page's days, each with its `date` and its `parts`: (part, rows with their places).

    Where it is not `by_part`, the rows of a day are one part, in the order that they have.
    """
    place_of_slot, days = {slot_places.slot.id: slot_places for slot_places in places}, {}
    for row in page.object_list[0]:
        shown = [place_of_slot[slot.id] for slot in row.slots if slot.id in place_of_slot]  # others have just been deleted
        if shown:
            parts = days.setdefault(row.day, {})
            found = SessionRow(programme.sessions[row.session_id], shown)
            parts.setdefault(row.part if by_part else "", []).append(found)
    return [{"date": day, "parts": list(parts.items())} for day, parts in days.items()]


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
        "slot": paginator.object_list[number - 1][0].slots[0],
    }

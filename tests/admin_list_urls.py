"""Addresses of the back office that show bookings or count them: each list, its filters, searches and orders."""

from urllib.parse import quote

from backoffice.number_search import sign_number_search
from events.models import Booking

PAGE = 50
ONE_DAY = "created_at__gte=2025-05-12T00:00:00%2B08:00&created_at__lt=2025-05-13T00:00:00%2B08:00"
LISTS = {
    "": ("",),
    "events/booking/": (
        *("", "p={last_page}", "awaiting=1", "state__exact=confirmed", "state__exact=waitlisted", "kind__exact=class"),
        *("day=2025-05-14", "source__exact=editor", "slot__session__id__exact={session}", "slot__id__exact={slot}", ONE_DAY),
        *(
            "q={reference}",
            "q={number}",
            "q=联系人7",
            "q=yixiao",
            "q=甲校 八年级",
            *(f"o={column}" for column in (1, 2, 3, 4, 5, 7, 9)),
        ),
    ),
    "events/booking/{booking}/change/": ("",),
    "events/timeslot/": ("", "p=2", "q=tiyan", "session__kind__exact=experience", "o=1", "o=7"),
    "events/eventsession/": ("", "coming=hidden", "status__exact=published", "q=tiyan"),
    "events/notice/": (
        *("", "p=2", "state__exact=failed", "state__exact=sent", "channel__exact=call"),
        *("q={reference}", "o=1", "o=6", "_facets=True"),
    ),
    "events/notice/calls/": ("", "q={reference}"),
    "events/arrival/": ("", "verdict__exact=admitted", "q={reference}"),
}


def list_admin_urls(booking: Booking, count: int) -> list[str]:
    """Return the addresses, for a user who may see `booking` and `count` bookings in all; only the last page depends on it."""
    values = {
        "booking": booking.pk,
        "reference": booking.reference,
        "number": quote(sign_number_search(booking.phone)),
        "slot": booking.slot_id,
        "session": booking.slot.session_id,
        "last_page": -(-count // PAGE),
    }
    pages = [f"/admin/{path}" + (f"?{query}" if query else "") for path, queries in LISTS.items() for query in queries]
    return [page.format(**values) for page in pages]

"""From the page of a session or a slot to what can be done with its bookings."""

from django.db.models import QuerySet

from events.admin.bookings.filters import awaiting
from events.admin.bookings.phone_bookings import book_lookup, may_book, sessions_for
from events.admin.messages.compose_pages import may_write
from events.models import Booking, EventSession, TimeSlot


def offer_booking_links(record_page, request, row) -> dict:
    can_see = row is not None and request.user.has_perm("events.view_booking")
    return {"booking_links": record_page.links_of(request, row) if can_see else {}}


class BookingLinks:
    """Beside a session or a slot: its bookings, a new one of a caller, words to its bookers, classes to decide on."""

    book_by = list_by = ""

    page_context = (offer_booking_links,)

    def links_of(self, request, row) -> dict[str, str]:
        """Query strings; blank for what the user may not do."""
        user, query, is_own = request.user, f"{self.book_by}={row.pk}", self.is_own(request, row)
        can_book = may_book(user) and sessions_for(user).filter(**book_lookup(self.book_by, row.pk)).exists()
        decides = is_own and user.has_perm("events.decide_classes") and awaiting(bookings_of(row)).exists()
        return {
            "list": f"{self.list_by}={row.pk}",
            "book": query if can_book else "",
            "message": query if is_own and may_write(user) else "",
            "decide": query if decides else "",
        }


def bookings_of(row: TimeSlot | EventSession) -> QuerySet[Booking]:
    return Booking.objects.filter(**{"slot" if isinstance(row, TimeSlot) else "slot__session": row})

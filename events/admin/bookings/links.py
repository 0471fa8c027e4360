"""From the page of a session or a slot to what can be done with its bookings."""

from django.db.models import QuerySet

from events.admin.bookings.filters import bookings_to_decide
from events.admin.bookings.phone_bookings import bookable_sessions_of_user, may_book_for_callers, session_lookup
from events.admin.messages.compose_pages import may_message_bookers
from events.models import Booking, EventSession, TimeSlot


def offer_booking_links(model_admin, request, row) -> dict:
    can_see = row is not None and request.user.has_perm("events.view_booking")
    return {"booking_links": model_admin.links_of(request, row) if can_see else {}}


class BookingLinks:
    """Beside a session or a slot: its bookings, a new one of a caller, words to its bookers, classes to decide on."""

    book_by = list_by = ""

    page_context = (offer_booking_links,)

    def links_of(self, request, row) -> dict[str, str]:
        """Query strings; blank for what the user may not do."""
        user, query, is_own = request.user, f"{self.book_by}={row.pk}", self.is_own(request, row)
        can_book = (
            may_book_for_callers(user) and bookable_sessions_of_user(user).filter(**session_lookup(self.book_by, row.pk)).exists()
        )
        decides = is_own and user.has_perm("events.decide_classes") and bookings_to_decide(bookings_of_row(row)).exists()
        return {
            "list": f"{self.list_by}={row.pk}",
            "book": query if can_book else "",
            "message": query if is_own and may_message_bookers(user) else "",
            "decide": query if decides else "",
        }


def bookings_of_row(row: TimeSlot | EventSession) -> QuerySet[Booking]:
    return Booking.objects.filter(**{"slot" if isinstance(row, TimeSlot) else "slot__session": row})

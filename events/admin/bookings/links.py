"""Links from the page of a session or slot to what can be done with its bookings."""

from django.db.models import QuerySet

from content import clock
from events.admin.bookings.filters import bookings_to_decide
from events.admin.bookings.phone_bookings import bookable_sessions_of_user, may_book_for_callers, session_lookup
from events.admin.messages.compose_pages import may_message_bookers
from events.bookings.decision_cases import concerning_slot
from events.models import Booking, EventSession, TimeSlot


def booking_links_context(model_admin, request, row) -> dict:
    can_see = row is not None and request.user.has_perm("events.view_booking")
    return {"booking_links": model_admin.links_of(request, row) if can_see else {}}


class BookingLinks:
    """Mixin for the ModelAdmin of sessions or slots: links to its bookings, to a new phone booking, a message, class decisions.

    `page_parameter` is the query parameter by which those pages name the row, `list_parameter` that of the list of bookings.
    """

    page_parameter = list_parameter = ""

    page_context = (booking_links_context,)

    def links_of(self, request, row) -> dict[str, str]:
        """Return the query string of each link; blank where the user may not do it or there is nothing to do."""
        user, query, is_own = request.user, f"{self.page_parameter}={row.pk}", self.is_own(request, row)
        can_book = (
            may_book_for_callers(user)
            and bookable_sessions_of_user(user).filter(**session_lookup(self.page_parameter, row.pk)).exists()
        )
        decides = is_own and user.has_perm("events.decide_classes") and bookings_to_decide(bookings_of_row(row)).exists()
        return {
            "list": f"{self.list_parameter}={row.pk}",
            "book": query if can_book else "",
            "message": query if is_own and may_message_bookers(user) else "",
            "decide": query if decides else "",
        }


def bookings_of_row(row: TimeSlot | EventSession) -> QuerySet[Booking]:
    """Return the bookings of the session, or of the slot and those that ask to be moved to it."""
    if isinstance(row, TimeSlot):
        return Booking.objects.filter(concerning_slot(row.pk, clock.now()))
    return Booking.objects.filter(slot__session=row)

"""What matters about a booking, for the top of its page: what and when, where, who, how many, and how it stands."""

from content.masking import mask_name
from events.admin.phone_numbers import may_see_phone_numbers
from events.models import Booking


def build_booking_summary(request, booking: Booking) -> dict:
    """Return what the template shows; the contact's name only as far as the role of the user may see it."""
    name = booking.contact_name if may_see_phone_numbers(request.user) else mask_name(booking.contact_name)
    school = str(booking.school or booking.school_name)
    return {
        "contact": " ".join(filter(None, [name, booking.masked_phone])),
        "class_name": " ".join(filter(None, [school, booking.grade_and_class])),
        "is_undecided": booking.state in (Booking.State.PENDING, Booking.State.HELD),
    }

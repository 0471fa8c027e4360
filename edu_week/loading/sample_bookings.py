"""Adds sample bookings. The booking services may change them later, so another load leaves existing ones alone."""

from edu_week.loading import values
from events.bookings import services
from events.models import Booking, BookingEvent, TimeSlot

CONSENT_VERSION = "sample"


def add_sample_booking(record: dict, slot: TimeSlot) -> str:
    """Add the booking, without notices, and take its places. Returns "new", or "same" if the slot has no room for it."""
    booking = Booking(slot=slot, source=Booking.Source.SAMPLE, consent_version=CONSENT_VERSION)
    for name, value in record.items():
        if name not in ("key", "slot"):
            setattr(booking, name, values.parse_field_value(Booking._meta.get_field(name), value))
    booking.changed_at = booking.consented_at = booking.created_at
    booking.queued_at = booking.created_at if booking.state == Booking.State.WAITLISTED else None
    booking.loaded = {"key": record["key"]}
    if booking.takes_places:
        try:
            services.take_places(slot, booking.people)
        except services.errors.SlotFull:
            return "same"
    booking.save()
    _record_history(booking)
    return "new"


def _record_history(booking: Booking):
    first = initial_booking_state(booking)
    states = [("", first)] if first == booking.state else [("", first), (first, booking.state)]
    for before, after in states:
        BookingEvent.objects.create(
            booking=booking,
            at=booking.created_at,
            actor=BookingEvent.Actor.VISITOR if not before else _event_actor(after),
            from_state=before,
            to_state=after,
            to_slot=booking.slot,
            to_people=booking.people,
        )


def initial_booking_state(booking: Booking) -> str:
    """Return the state in which the booking was made."""
    if booking.state == Booking.State.WAITLISTED:
        return booking.state
    return Booking.State.PENDING if booking.is_for_class else Booking.State.CONFIRMED


def _event_actor(state: str) -> str:
    if state == Booking.State.CANCELLED:
        return BookingEvent.Actor.VISITOR
    return BookingEvent.Actor.CLOCK if state == Booking.State.LAPSED else BookingEvent.Actor.STAFF

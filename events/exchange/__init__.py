"""Spreadsheets of sessions with their slots, of slots alone, and of bookings (out only)."""

from content.exchange.kinds import Kind, register
from events.exchange.bookings import BookingSheet
from events.exchange.sessions import EventSessionSheet
from events.exchange.slots import TimeSlotSheet
from events.models import Booking, EventSession, TimeSlot

register(Kind(model=EventSession, sheets=(EventSessionSheet, TimeSlotSheet)))
register(Kind(model=TimeSlot, sheets=(TimeSlotSheet,)))
register(
    Kind(
        model=Booking,
        sheets=(BookingSheet,),
        imports=False,
        export_permission="events.export_bookings",
        whole_permission="events.see_whole_phone",
    )
)

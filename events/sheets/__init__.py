"""Spreadsheets of sessions with their slots, of slots alone, and of bookings (out only)."""

from spreadsheets.kinds import Kind, register
from events.sheets.bookings import BookingSheet
from events.sheets.sessions import EventSessionSheet
from events.sheets.slots import TimeSlotSheet
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

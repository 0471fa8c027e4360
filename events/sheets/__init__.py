"""Spreadsheets of venues, of sessions with their slots, of slots alone, and of bookings (export only)."""

from events.models import Booking, EventSession, TimeSlot, Venue
from events.sheets.bookings import BookingSheet
from events.sheets.sessions import EventSessionSheet
from events.sheets.slots import TimeSlotSheet
from events.sheets.venues import VenueSheet
from spreadsheets.kinds import SpreadsheetKind, register_kind

register_kind(SpreadsheetKind(model=Venue, sheets=(VenueSheet,)))
register_kind(SpreadsheetKind(model=EventSession, sheets=(EventSessionSheet, TimeSlotSheet)))
register_kind(SpreadsheetKind(model=TimeSlot, sheets=(TimeSlotSheet,)))
register_kind(
    SpreadsheetKind(
        model=Booking,
        sheets=(BookingSheet,),
        imports=False,
        export_permission="events.export_bookings",
        whole_permission="events.see_whole_phone",
    )
)

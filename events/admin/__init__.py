from events.admin.bookings import arrival_admin, booking_admin
from events.admin.messages import message_admin, notice_admin
from events.admin.programme import dependents, records, sessions

__all__ = ["arrival_admin", "booking_admin", "dependents", "message_admin", "notice_admin", "records", "sessions"]

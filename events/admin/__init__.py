from events.admin.bookings import booking_admin
from events.admin.programme import dependents, records
from events.admin.messages import notice_admin, message_admin

__all__ = ["bookings", "keeping", "notices", "programme", "sent_messages"]

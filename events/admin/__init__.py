from events.admin import bookings, keeping, notices, programme, sent_messages

__all__ = ["bookings", "keeping", "notices", "programme", "sent_messages"]

from events.admin import bookings, notices, programme

__all__ = ["bookings", "notices", "programme"]

from events.admin import bookings, programme

__all__ = ["bookings", "programme"]

from events.admin import bookings, keeping, notices, programme

__all__ = ["bookings", "keeping", "notices", "programme"]

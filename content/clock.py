"""The portal's clock, the only "now" of programme, bookings, publishing and notices: real time or rehearsal time.

Log-in, web sessions, the audit log and job retries use real time (`django.utils.timezone.now`).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_offsets: dict[str, timedelta] = {}
# Set by `content.apps` at start-up, because the models that store an offset import this module.
_load_offset: Callable[[str, timedelta], timedelta] | None = None


def store_offsets_with(load_offset: Callable[[str, timedelta], timedelta]):
    """`load_offset(value, offset)` stores the offset of a setting seen for the first time, and returns the stored one."""
    global _load_offset
    _load_offset = load_offset


def is_rehearsal() -> bool:
    return bool(settings.PORTAL_CLOCK)


def is_known() -> bool:
    """Whether `now` asks no database, because this process has read the rehearsal's offset."""
    return not settings.PORTAL_CLOCK or settings.PORTAL_CLOCK.isoformat() in _offsets


def now() -> datetime:
    """Return the current time, aware. In rehearsal it runs on from `PORTAL_CLOCK`, alike in every process and after restarts."""
    real = timezone.now()
    return real + _rehearsal_offset(settings.PORTAL_CLOCK, real) if is_rehearsal() else real


def today() -> date:
    """Return the portal's date in its time zone (Asia/Shanghai)."""
    return timezone.localdate(now())


def _rehearsal_offset(starts_at: datetime, real: datetime) -> timedelta:
    """Return how far the portal's time is ahead of real time; the stored offset never changes, so a process reads it once."""
    value = starts_at.isoformat()
    if value not in _offsets:
        _offsets[value] = _load_offset(value, starts_at - real)
    return _offsets[value]

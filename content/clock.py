"""The only "now" of programme, bookings, publishing and notices: real time, or the rehearsal clock.

Log-in, web sessions, audit and job retries use real time (`django.utils.timezone.now`).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_offsets: dict[str, timedelta] = {}
# Given by `content.apps` at start-up, because the models that store an offset read the clock themselves.
_load_offset: Callable[[str, timedelta], timedelta] | None = None


def store_offsets_with(load_offset: Callable[[str, timedelta], timedelta]):
    """`load_offset(value, offset)` stores the offset of a setting seen for the first time, and returns the stored one."""
    global _load_offset
    _load_offset = load_offset


def is_rehearsal() -> bool:
    return bool(settings.PORTAL_CLOCK)


def now() -> datetime:
    """Aware moment. In rehearsal it runs on from `PORTAL_CLOCK`, the same in every process and after a restart."""
    real = timezone.now()
    return real + _rehearsal_offset(settings.PORTAL_CLOCK, real) if is_rehearsal() else real


def today() -> date:
    """The date in the portal's time zone (Asia/Shanghai)."""
    return timezone.localdate(now())


def _rehearsal_offset(starts_at: datetime, real: datetime) -> timedelta:
    """Stored the first time a value is seen; the row never changes, so a process reads it once."""
    value = starts_at.isoformat()
    if value not in _offsets:
        _offsets[value] = _load_offset(value, starts_at - real)
    return _offsets[value]

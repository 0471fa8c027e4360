"""The only "now" of programme, bookings, publishing and notices: real time, or the rehearsal clock.

Log-in, web sessions, audit and job retries use real time (`django.utils.timezone.now`).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

_offsets: dict[str, timedelta] = {}


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
        _offsets[value] = _stored_offset(value, starts_at - real)
    return _offsets[value]


def _stored_offset(value: str, offset: timedelta) -> timedelta:
    from content.models import (
        RehearsalClock,
    )  # the clock is read by models, so they are imported late

    row = RehearsalClock.objects.filter(value=value).first()
    if row is None:
        try:
            with transaction.atomic():
                row = RehearsalClock.objects.create(value=value, offset=offset)
        except IntegrityError:  # another process saw the value first; its offset counts
            row = RehearsalClock.objects.get(value=value)
    return row.offset

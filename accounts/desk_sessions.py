"""The log-in of a phone at the door: it lasts a working day, and opens the door alone, not the back office."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from backoffice.site import DESK_SESSION_KEY
from content.local_time import day_bounds


def start_desk_session(session, real_now: dt.datetime):
    """Mark the session as one of the door. It ends with the day, or after `DESK_SESSION_HOURS`, whichever comes first."""
    midnight = day_bounds(timezone.localdate(real_now))[1]
    session[DESK_SESSION_KEY] = True
    session.set_expiry(min(real_now + dt.timedelta(hours=settings.DESK_SESSION_HOURS), midnight))


def is_desk_session(session) -> bool:
    return bool(session.get(DESK_SESSION_KEY))

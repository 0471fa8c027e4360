"""The moments at which a public page would read differently although nobody changes anything.

Rather too many than too few: a moment at which nothing happens costs one rendering, one that is missing shows something wrong.
"""

import datetime as dt
import threading
from bisect import bisect_right

from django.db.models import Max, Q
from django.utils import timezone

from content.local_time import day_bounds, moment_of_day
from content.models import Published
from edu_week.page_cache.public_tables import list_public_models
from events.models import ActivityWeek, EventSession, TimeSlot


def list_moments(now: dt.datetime) -> list[dt.datetime]:
    """Return the moments after `now` up to the end of its day, which is the last of them, in order."""
    today = timezone.localdate(now)
    midnight = day_bounds(today)[1]
    found = {midnight, *publishing_moments(now, midnight), *slot_moments(now, midnight), *daily_moments(today)}
    return sorted(moment for moment in found if now < moment <= midnight)


def publishing_moments(now, end):
    """When a record becomes public, or stops to be."""
    rows = []
    for model in list_public_models():
        if issubclass(model, Published):
            rows += [model.objects.filter(**{f"{name}__range": (now, end)}).order_by().values_list(name) for name in PUBLISHING]
    return {moment for (moment,) in rows[0].union(*rows[1:])}


PUBLISHING = ("publish_at", "unpublish_at")


def slot_moments(now, end):
    """When a slot begins or ends, and when its booking closes or was told to open or close."""
    minutes = ActivityWeek.objects.aggregate(longest=Max("individual_cutoff_minutes"))["longest"] or 0
    last_start = end + dt.timedelta(minutes=minutes)
    slots = TimeSlot.objects.filter(Q(ends_at__range=(now, end)) | Q(starts_at__range=(now, last_start))).order_by()
    for start, finish, cutoff in slots.values_list("starts_at", "ends_at", "session__week__individual_cutoff_minutes").distinct():
        yield from (start, finish, start - dt.timedelta(minutes=cutoff))
    told = EventSession.objects.filter(Q(opens_at__range=(now, end)) | Q(closes_at__range=(now, end)))
    for moments in told.order_by().values_list("opens_at", "closes_at"):
        yield from filter(None, moments)


def daily_moments(today):
    """The times of day at which bookings open or close some days before their slot's: taken as if every day had such slots."""
    for times in ActivityWeek.objects.order_by().values_list("opens_time", "class_cutoff_time", "decide_by_time").distinct():
        yield from (moment_of_day(today, time) for time in times)


class Moments:
    """Asks the database once in a generation and day."""

    def __init__(self):
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        self.known, self.since, self.moments = None, None, []

    def next_after(self, now: dt.datetime, generation: int) -> dt.datetime:
        with self.lock:
            known = generation, timezone.localdate(now)
            if self.known != known or now < self.since:
                self.moments, self.since = list_moments(now), now
                self.known = known
            return self.moments[bisect_right(self.moments, now)]


moments = Moments()

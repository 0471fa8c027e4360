"""What is asked of the database when somebody looks: how many bookings, how old the outbox, whether the worker lives.

The numbers are those of the whole site, whichever process or machine answers. Ages are real time, but that of the outbox,
whose notices are due by the portal's clock.
"""

import datetime as dt
import logging
from collections.abc import Iterator

from django.db import DatabaseError
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from content import clock
from content.models import Heartbeat
from edu_week.health import WORKER
from edu_week.page_cache import generation
from events.models import Booking, Notice

logger = logging.getLogger(__name__)


class DatabaseCollector(Collector):
    """`is_asked` is false where it is known that the database is away."""

    def __init__(self, *, is_asked: bool):
        self.is_asked = is_asked

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield all of it, or only that the database does not answer."""
        try:
            families = collect_everything() if self.is_asked else []
        except DatabaseError:
            logger.warning("The database does not answer; /metrics has only what this machine counts")
            families = []
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers", value=bool(families))
        yield from families


def collect_everything() -> list[GaugeMetricFamily]:
    return [*collect_bookings(), *collect_notices(), *collect_tasks(), collect_heartbeat(), collect_generation()]


def collect_bookings() -> Iterator[GaugeMetricFamily]:
    bookings = GaugeMetricFamily("portal_bookings", "Bookings there are", labels=["kind", "state"])
    for kind, state, count in count_by(Booking.objects, "kind", "state"):
        bookings.add_metric([kind, state], count)
    yield bookings
    expired = Booking.objects.expired(clock.now()).aggregate(first=Min("expires_at"))["first"]
    sentence = "For how long the oldest booking has been over its time and not settled"
    yield GaugeMetricFamily("portal_expired_booking_age_seconds", sentence, value=age_of(expired, clock.now()))


def collect_notices() -> Iterator[GaugeMetricFamily]:
    notices = GaugeMetricFamily("portal_notices", "Notices there are", labels=["channel", "state"])
    for channel, state, count in count_by(Notice.objects, "channel", "state"):
        notices.add_metric([channel, state], count)
    yield notices
    now = clock.now()
    due = Notice.objects.filter(state=Notice.State.DUE, due_at__lte=now).exclude(channel=Notice.Channel.CALL)
    oldest = due.aggregate(count=Count("pk"), first=Min("due_at"))
    yield GaugeMetricFamily("portal_outbox_due", "Notices that are due and not sent", value=oldest["count"])
    sentence = "For how long the oldest of them has been due"
    yield GaugeMetricFamily("portal_outbox_age_seconds", sentence, value=age_of(oldest["first"], now))


def collect_tasks() -> Iterator[GaugeMetricFamily]:
    tasks = GaugeMetricFamily("portal_tasks", "Background tasks there are", labels=["status"])
    for status, count in count_by(DBTaskResult.objects, "status"):
        tasks.add_metric([status.lower()], count)
    yield tasks
    first = DBTaskResult.objects.ready().order_by().aggregate(first=Min("enqueued_at"))["first"]
    sentence = "For how long the oldest task has been waiting"
    yield GaugeMetricFamily("portal_task_age_seconds", sentence, value=age_of(first, timezone.now()))


def collect_heartbeat() -> GaugeMetricFamily:
    beat_at = Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    age = age_of(beat_at, timezone.now()) if beat_at else float("inf")
    return GaugeMetricFamily("portal_worker_heartbeat_age_seconds", "Since when the worker gave no sign of life", value=age)


def collect_generation() -> GaugeMetricFamily:
    sentence = "The number that every change of what is public raises"
    return GaugeMetricFamily("portal_public_generation", sentence, value=generation.read_number())


def count_by(rows: QuerySet, *columns: str) -> QuerySet:
    return rows.order_by().values_list(*columns).annotate(count=Count("pk"))


def age_of(moment: dt.datetime | None, now: dt.datetime) -> float:
    """Return the seconds since then; 0 for nothing."""
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0

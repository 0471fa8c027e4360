"""What the worker does every few seconds: reminders are written when their hour comes, and what is due is sent."""

import datetime as dt

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.models import Notice
from events.notices import bulk_messages, outbox, reminders, tasks, texts

BATCH = 200
KIND = Notice.Kind.REMINDER


def run(now: dt.datetime):
    """In a fixed number of queries, at most `BATCH` rows a round; `now` is the portal's clock."""
    write_reminders(now)
    reminders.drop_pointless(now)
    bulk_messages.drop_pointless()
    enqueue_due(now)


def write_reminders(now: dt.datetime):
    """Two timers that meet write each reminder once, as its key is unique."""
    bookings = list(reminders.awaiting(now)[:BATCH])
    if not bookings:
        return
    own = texts.all_own_words()
    words = {booking: texts.words_for(booking, KIND, own=own) for booking in bookings}
    rows = [
        outbox.compose(booking, KIND, words[booking], key=reminders.key_of(booking), due_at=now, now=now) for booking in bookings
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def enqueue_due(now: dt.datetime):
    """What stands in the queue already is not put there again; while the queue is long, nothing is."""
    queued = DBTaskResult.objects.ready().filter(task_path=tasks.deliver.module_path)
    queued = {row["args"][0] for row in queued.values_list("args_kwargs", flat=True)[:BATCH]}
    due = Notice.objects.to_send(now, timezone.now()).exclude(pk__in=queued).order_by("due_at", "pk")
    for notice_id in due.values_list("pk", flat=True)[: BATCH - len(queued)]:
        tasks.deliver.enqueue(notice_id)

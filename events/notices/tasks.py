"""Sending what the outbox holds, one notice a task."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.models import Notice
from events.notices import channels


@task()
def deliver(notice_id: int):
    """Sends a due notice once; a failure is kept with its reason for staff to see and send again."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=["self"]).select_related("booking__slot__session__venue")
        notice = notice.get(pk=notice_id)
        if notice.state == Notice.State.SENT:
            return
        notice.attempts += 1
        try:
            channels.send_mail(notice)
        except OSError as problem:  # smtplib's errors are OSErrors
            notice.state, notice.failed_at = Notice.State.FAILED, timezone.now()
            notice.last_error = str(problem)[:200]
        else:
            notice.state, notice.sent_at, notice.last_error = Notice.State.SENT, timezone.now(), ""
        notice.save()

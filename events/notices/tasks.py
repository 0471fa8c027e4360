"""Sending what the outbox holds, one notice a task. A task may come too often or never: the outbox alone decides."""

from django_tasks import task

from content import clock
from events.notices import delivery


@task()
def deliver_notice(notice_id: int):
    delivery.attempt_delivery(notice_id, now=clock.now())

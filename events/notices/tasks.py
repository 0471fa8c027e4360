"""One task per notice. A task may run twice or never: what is sent is decided by the outbox alone."""

from django_tasks import task

from content import clock
from events.notices import delivery


@task()
def deliver_notice(notice_id: int):
    delivery.attempt_delivery(notice_id, now=clock.now())

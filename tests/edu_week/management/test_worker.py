"""The worker's duties beside the queue, all by the portal's clock."""

import datetime as dt
import time

import pytest
from django.utils import timezone
from django_tasks import DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.models import DBTaskResult

from accounts.passwords.tasks import send_reset_mails
from content.mail import MAIL_QUEUE
from content.pictures import tasks
from edu_week.management.commands import worker
from events.models import Booking, Notice
from schools.models import School
from tests.factories import EventSessionFactory, SchoolFactory
from tests.factories.events import BookingFactory, ClassBookingFactory
from tests.factories.schools import UserFactory


def test_reminds(db, clock_at):
    clock_at("2025-05-16T17:00")
    BookingFactory(email="alice@mail.example")
    worker.prepare_due_notices()
    assert Notice.objects.get().kind == "reminder"


def test_settles_what_expired(db, clock_at):
    clock_at("2025-05-16T17:00")
    booking = ClassBookingFactory()
    worker.settle_due_bookings()
    assert Booking.objects.get(pk=booking.pk).state == "lapsed"


def test_forgets_tasks_done_long_ago(db):
    tasks.prepare_picture.enqueue(1)
    tasks.prepare_picture.enqueue(2)
    done = DBTaskResult.objects.order_by("enqueued_at").first()
    days_ago = timezone.now() - dt.timedelta(days=worker.TASKS_KEPT_DAYS + 1)
    DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=days_ago)
    worker.clean_up_jobs_and_sessions()
    assert DBTaskResult.objects.get() != done


def test_sessions_are_found_by_the_new_name_of_their_school(db):
    session = EventSessionFactory(host_school=SchoolFactory(name="旧名学校"))
    School.objects.update(name="新名学校")
    worker.refresh_search()
    session.refresh_from_db()
    assert "新名学校" in session.search_text


def test_every_duty_has_its_turn():
    assert {
        worker.prepare_due_notices,
        worker.settle_due_bookings,
        worker.erase_due_personal_data,
        worker.refresh_search,
        worker.clean_up_jobs_and_sessions,
    } < set(worker.DUTIES)


def test_a_duty_that_fails_is_done_again(db, monkeypatch, caplog):
    class TwoRounds:
        rounds = iter([False, False, True])

        def wait(self, seconds):
            return next(self.rounds)

    tries = []

    def duty():
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker.repeat_duty(duty, 1, TwoRounds())
    assert len(tries) == 2
    assert "duty failed" in caplog.text


@pytest.mark.parametrize("duty", [worker.erase_due_personal_data, worker.delete_old_audit_entries, worker.delete_orphan_pictures])
def test_what_cannot_be_undone_never_runs_by_itself_in_a_rehearsal(duty, db, settings, monkeypatch):
    done = []
    monkeypatch.setattr(worker.erasure, "erase_due_bookings", lambda **moment: done.append("erased"))
    monkeypatch.setattr(worker.audit, "delete_expired_audit_entries", lambda: done.append("purged"))
    monkeypatch.setattr(worker.orphan_files, "delete_orphan_files", lambda: done.append("deleted"))
    settings.PORTAL_CLOCK = timezone.now()
    duty()
    assert done == []
    settings.PORTAL_CLOCK = None
    duty()
    assert len(done) == 1


def test_erasing_goes_by_real_time(db, clock_at):
    booking = BookingFactory()
    clock_at("2025-05-13T09:30")  # the real time is long after the week
    worker.erase_due_personal_data()
    assert Booking.objects.get(pk=booking.pk).erased_at > booking.created_at


@pytest.mark.django_db(transaction=True)
def test_a_link_is_mailed_while_an_import_runs(settings, mailoutbox):
    """The queue of imports is not worked off here at all."""
    user = UserFactory(email="alice@school.example")
    tasks.prepare_picture.enqueue(1)
    send_reset_mails.enqueue([user.pk], language="zh-hans")
    mails = worker.make_mail_worker()
    thread = worker.start_mail_worker(mails)
    deadline = time.monotonic() + 20
    while not mailoutbox and time.monotonic() < deadline:
        time.sleep(0.05)
    mails.running = False
    thread.join(20)
    assert [mail.to for mail in mailoutbox] == [["alice@school.example"]]
    assert not thread.is_alive()
    assert set(DBTaskResult.objects.ready().values_list("queue_name", flat=True)) == {"default"}


def test_every_task_has_a_queue_that_somebody_works_off(settings):
    assert set(settings.TASKS["default"]["QUEUES"]) == {DEFAULT_TASK_QUEUE_NAME, MAIL_QUEUE}

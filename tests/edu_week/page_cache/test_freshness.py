"""Whatever is changed is on the public pages of every process within a second. Each `Process` has a memory of its own."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from content import clock
from edu_week.page_cache import generation, middleware, moments, store
from edu_week.page_cache.generation import GenerationReader
from edu_week.page_cache.moments import Moments
from edu_week.page_cache.store import Store
from events.models import EventSession, TimeSlot
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db(transaction=True)
INTERVAL = generation.INTERVAL


class Process:
    """The page cache of one web process, with its interval between two looks at the generation."""

    def __init__(self, monkeypatch):
        self.patch = monkeypatch
        self.middleware = middleware.PageCacheMiddleware(get_response=None)  # all pages here are rendered for keeping
        self.memory = Store(), GenerationReader(), Moments()

    def get(self, path):
        with self.patch.context() as patch:
            for module, name, value in zip(
                (middleware, generation, moments), ("store", "reader", "moments"), self.memory, strict=True
            ):
                patch.setattr(module, name, value)
            return self.middleware(RequestFactory().get(path)).content.decode()


@pytest.fixture
def processes(monkeypatch, clock_at, renderings):
    clock_at("2025-05-07T07:30")
    load_example_week()
    monkeypatch.setattr(generation, "INTERVAL", INTERVAL)
    return [Process(monkeypatch) for _number in range(2)]


def edit_title(session):
    session.title = "改过的题目"
    session.save()
    return "改过的题目"


def update_title(session):
    EventSession.objects.filter(pk=session.pk).update(title="直接改的题目")
    return "直接改的题目"


def cancel(session):
    TimeSlot.objects.filter(session=session).update(cancelled_at=clock.now(), cancel_reason="停电")
    return "已取消"


def edit_capacity(session):
    slot = session.slots.filter(capacity__isnull=False).first()
    slot.capacity = 977
    slot.kept_back = 0
    slot.save()
    return "977"


@pytest.mark.parametrize("change", [edit_title, update_title, cancel, edit_capacity])
def test_a_change_is_public_in_every_process_within_a_second(processes, change):
    session = EventSession.objects.filter(slots__capacity__isnull=False, booking_mode="individual").first()
    session = session or EventSession.objects.filter(slots__capacity__isnull=False).first()
    path = reverse("session_detail", args=[session.slug])
    before = [process.get(path) for process in processes]
    assert before[0] == before[1]
    expected = change(session)
    assert expected not in before[0]
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline and not all(expected in process.get(path) for process in processes):
        threading.Event().wait(0.02)
    assert all(expected in process.get(path) for process in processes)


@pytest.mark.parametrize(("seconds_since", "must_wait"), [(1, False), (120, True)])
def test_the_last_page_is_shown_meanwhile_only_where_nobody_can_have_waited_a_second(
    processes, monkeypatch, seconds_since, must_wait
):
    """What was changed long before this process asked again is not held back while another thread renders it."""
    assert store.STALE_AFTER_CHANGE < 1
    monkeypatch.setattr(store, "STALE_AFTER_CHANGE", 60)
    session = EventSession.objects.first()
    path, page_cache = reverse("session_detail", args=[session.slug]), middleware.PageCacheMiddleware(get_response=None)
    render, answers = page_cache.render_for_everybody, []

    def ask():
        answers.append(page_cache(RequestFactory().get(path)).content.decode())
        connection.close()

    reader = threading.Thread(target=ask)

    def render_slowly(request):
        reader.start()
        reader.join(0.3 if must_wait else 20)
        return render(request)

    page_cache(RequestFactory().get(path))
    EventSession.objects.filter(pk=session.pk).update(title="改过的题目")
    monkeypatch.setattr(page_cache, "render_for_everybody", render_slowly)
    generation.reader.read_at = time.monotonic() - seconds_since
    assert "改过的题目" in page_cache(RequestFactory().get(path)).content.decode()
    reader.join(20)
    assert ["改过的题目" in answer for answer in answers] == [must_wait]


def test_what_becomes_public_at_a_moment_is_there_at_that_moment(processes, clock_at):
    opens_at = clock.now().replace(second=30)
    session = EventSession.objects.first()
    EventSession.objects.filter(pk=session.pk).update(publish_at=opens_at)
    path = reverse("session_detail", args=[session.slug])
    title = str(session.title)
    for second in (10, 29):
        clock_at(f"2025-05-07T07:30:{second}")
        assert all(title not in process.get(path) for process in processes)
    clock_at("2025-05-07T07:30:30")
    assert all(title in process.get(path) for process in processes)


def test_a_change_between_the_number_and_the_pages_data_is_not_lost(processes, monkeypatch):
    session = EventSession.objects.first()
    path = reverse("session_detail", args=[session.slug])
    process = processes[0]
    render = process.middleware.render_for_everybody

    def change_first_and_after(request):
        EventSession.objects.filter(pk=session.pk).update(title="先")
        answer = render(request)
        EventSession.objects.filter(pk=session.pk).update(title="后")
        return answer

    monkeypatch.setattr(process.middleware, "render_for_everybody", change_first_and_after)
    assert "先" in process.get(path)
    monkeypatch.setattr(process.middleware, "render_for_everybody", render)
    threading.Event().wait(INTERVAL)
    assert "后" in process.get(path)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_of_two_overlapping_transactions_both_become_public(processes):
    first, second = EventSession.objects.all()[:2]
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            EventSession.objects.filter(pk=first.pk).update(title="慢的")
            is_written.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    is_written.wait(20)
    EventSession.objects.filter(pk=second.pk).update(title="快的")
    paths = [reverse("session_detail", args=[session.slug]) for session in (first, second)]
    assert "快的" in processes[0].get(paths[1])
    assert "慢的" not in processes[0].get(paths[0])
    may_commit.set()
    writer.join(20)
    threading.Event().wait(INTERVAL)
    assert "慢的" in processes[0].get(paths[0])

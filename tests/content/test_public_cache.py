"""What public records say is shared by requests that read, until one of the records changes."""

import contextvars
import threading

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from content import public_cache
from content.publishing import preview_as_public
from tests.factories import SchoolFactory, WeekFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(db):
    """Begins a request of that method, as the server does, and ends the last one."""

    def begin(method="GET"):
        public_cache.begin_request(environ=RequestFactory().generic(method, "/").environ)

    yield begin
    public_cache.end_request()


@pytest.fixture
def counted():
    calls = []

    @public_cache.cache_until_public_change
    def count(*arguments):
        calls.append(arguments)
        return len(calls)

    return count


def test_an_entry_is_shared_by_requests_until_a_public_record_changes(request_of, counted):
    request_of()
    assert [counted(), counted()] == [1, 1]
    request_of("HEAD")
    assert counted() == 1
    SchoolFactory()
    assert counted() == 1  # read in this request before
    request_of()
    assert counted() == 2


def test_arguments_and_language_tell_entries_apart(request_of, counted):
    request_of()
    assert [counted(1), counted(2), counted(1)] == [1, 2, 1]
    with override("en"):
        assert counted(1) == 3


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_request_that_may_write_works_everything_out(request_of, counted, method):
    request_of(method)
    assert [counted(), counted()] == [1, 2]


def test_nothing_is_shared_outside_requests_and_in_previews(request_of, counted):
    assert [counted(), counted()] == [1, 2]
    request_of()
    assert [counted(), counted()] == [3, 3]
    with preview_as_public(SchoolFactory(status="draft")):
        assert counted() == 4
    assert counted() == 3


def test_an_entry_ends_when_something_is_published(request_of, counted, clock_at):
    now = clock_at("2025-05-13T09:30")
    SchoolFactory(publish_at=now.replace(hour=10, minute=0))
    request_of()
    assert counted() == 1
    clock_at("2025-05-13T09:59")
    request_of()
    assert counted() == 1
    clock_at("2025-05-13T10:00")
    assert counted() == 1  # the request began before
    request_of()
    assert counted() == 2


def test_the_oldest_entry_makes_room(request_of, counted, monkeypatch):
    monkeypatch.setattr(public_cache, "MOST_ENTRIES", 2)
    request_of()
    assert [counted(1), counted(2), counted(3), counted(2), counted(1)] == [1, 2, 3, 2, 4]


def test_whoever_changes_a_record_sees_it_at_once(client, without_page_cache):
    week = WeekFactory(is_current=True)
    assert week.name in client.get(reverse("about")).content.decode()
    type(week).objects.update(name="另一届活动周")
    assert "另一届活动周" in client.get(reverse("about")).content.decode()


def test_a_request_that_writes_reads_in_one_place(request_of, counted):
    request_of("POST")
    with public_cache.reading_current():
        assert [counted(), counted()] == [1, 1]
        assert public_cache.find_generation() is not None
    assert counted() == 2
    SchoolFactory()
    with public_cache.reading_current():
        assert counted() == 3


def test_what_many_ask_for_first_is_made_by_one_of_them(request_of):
    request_of()
    public_cache.find_values()  # so that the threads need no database
    calls, begun, go_on, results = [], threading.Event(), threading.Event(), []

    def make():
        calls.append(threading.current_thread())
        begun.set()
        assert go_on.wait(20)
        return public_cache.get_or_make("another", lambda: "made")

    def ask():
        results.append(public_cache.get_or_make("long", make))

    threads = [threading.Thread(target=contextvars.copy_context().run, args=[ask]) for _number in range(4)]
    threads[0].start()
    assert begun.wait(20)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert (results, len(calls)) == (["made"] * 4, 1)


def test_what_could_not_be_made_is_tried_again(request_of):
    request_of()

    def fail():
        raise LookupError

    for _time in range(2):
        with pytest.raises(LookupError):
            public_cache.get_or_make("failing", fail)
    assert public_cache.get_or_make("failing", lambda: "made") == "made"
    assert not public_cache._making

"""Each step of a booking asks the database as many statements as docs/performance.md lists, with their reasons."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edu_week.page_cache import generation
from events.bookings import locks
from events.bookings.askers import KnownSession, PublicPagesChanged
from events.bookings.queries import get_published_session
from events.models import Booking, EventSession, Notice, NoticeText
from tests.events.bookings.conftest import book, form_data, make_slot

URL = "/events/rc-cars/book/"
DOCUMENT = Path(__file__).parents[3] / "docs" / "performance.md"
IS_POSTGRESQL = connection.vendor == "postgresql"


def list_documented(step: str) -> list[str]:
    """Return the first word of each statement that the document lists for the step, on this database."""
    text = re.split(r"\n(?:\*\*|## )", DOCUMENT.read_text(encoding="utf-8").partition(f"**{step}**")[2])[0]
    rows = re.findall(r"^\| \d+ \| (.*?) \|", text, flags=re.MULTILINE)
    return [re.match(r"\W*(\w+)", row)[1] for row in rows if IS_POSTGRESQL or "(PostgreSQL)" not in row]


def list_asked(counted: CaptureQueriesContext) -> list[str]:
    """Return the first word of each statement; some went in one message."""
    together = [re.split(r"; (?=SELECT |INSERT INTO |UPDATE )", query["sql"]) for query in counted]
    return [statement.split()[0].rstrip(";") for statements in together for statement in statements]


@pytest.fixture(autouse=True)
def generation_is_known(monkeypatch):
    """A process asks for it every quarter of a second beside what each request asks."""
    monkeypatch.setattr(generation, "INTERVAL", 1000.0)


@pytest.fixture
def warm(client, session, now):
    """Two slots, and what only the first request of a process asks has been asked."""
    slots = [make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:00")]
    client.get(client.post(URL, form_data(slots[0], phone="13900000009")).url)
    client.get(URL)
    return slots


@pytest.mark.django_db(transaction=True)
def test_each_step_asks_what_the_document_lists(client, warm):
    with CaptureQueriesContext(connection) as form:
        assert client.get(URL).status_code == 200
    with CaptureQueriesContext(connection) as sent:
        answer = client.post(URL, form_data(warm[0], submission="one"))
    with CaptureQueriesContext(connection) as ticket:
        assert client.get(answer.url).status_code == 200
    assert list_asked(form) == list_documented("The form")
    assert list_asked(sent) == list_documented("Sending it")
    assert list_asked(ticket) == list_documented("The ticket")


@pytest.mark.django_db(transaction=True)
def test_a_form_that_was_opened_within_the_second_asks_nothing(client, warm, settings):
    settings.LIVE_PLACES_SECONDS = 1
    client.get(URL)
    with CaptureQueriesContext(connection) as form:
        assert client.get(URL).status_code == 200
    assert not len(form)


@pytest.mark.django_db(transaction=True)
def test_the_document_lists_them_all():
    assert [len(list_documented(step)) for step in ("The form", "Sending it", "The ticket")] == [2, 9 - (not IS_POSTGRESQL), 3]


@pytest.mark.django_db(transaction=True)
def test_more_is_asked_only_where_something_is_there(client, warm):
    """The control: a number with another booking, and a request that was sent before."""
    usual = len(list_documented("Sending it"))
    client.post(URL, form_data(warm[0], submission="one"))
    with CaptureQueriesContext(connection) as elsewhere:
        assert client.post(URL, form_data(warm[1], submission="two")).status_code == 302
    assert len(list_asked(elsewhere)) == usual + 1
    with CaptureQueriesContext(connection) as again:
        assert client.post(URL, form_data(warm[1], submission="two")).status_code == 302
    assert len(list_asked(again)) < usual
    assert Booking.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slots", [1, 100])
def test_the_form_asks_no_more_for_many_slots(client, session, now, slots):
    for number in range(slots):
        make_slot(session, f"05-17 {8 + number % 10:02}:{number // 10:02}", f"05-17 {8 + number % 10:02}:{number // 10 + 20:02}")
    client.get(URL)
    with CaptureQueriesContext(connection) as form:
        client.get(URL)
    assert len(form) == len(list_documented("The form"))


def count_rows_read(plan: dict) -> int:
    """Return how many rows the steps of a plan of PostgreSQL read, those that they leave out included."""
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return own * plan["Actual Loops"] + sum(map(count_rows_read, plan.get("Plans", [])))


def rows_read_under_the_lock(slot, now) -> int:
    with CaptureQueriesContext(connection) as asked:
        locks.read_slots([slot.pk], now)
    [query] = asked.captured_queries
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_booking")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
        return count_rows_read(cursor.fetchone()[0][0]["Plan"])


@pytest.mark.skipif(not IS_POSTGRESQL, reason="the plans of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_what_is_read_under_the_lock_does_not_grow_with_bookings_and_line(session, now):
    slot = make_slot(session, capacity=1000)
    first = book(slot, "13800000001", now=now)
    counts = []
    for state in (Booking.State.CONFIRMED, Booking.State.WAITLISTED):
        for number in range(2):
            add_copies(first, state, now, 300, begin=number * 300)
            counts.append(rows_read_under_the_lock(slot, now))
    assert max(counts) < 50


def add_copies(booking, state, now, count, *, begin):
    prefix = "136" if state == Booking.State.CONFIRMED else "137"
    copies = []
    for number in range(begin, begin + count):
        copied = Booking(slot_id=booking.slot_id, state=state, people=1 + number % 4, phone=f"{prefix}{number:08d}")
        copied.created_at = copied.changed_at = copied.consented_at = copied.queued_at = now
        copies.append(copied)
    Booking.objects.bulk_create(copies)


@pytest.mark.django_db
def test_a_session_from_memory_is_not_booked_in_once_it_was_changed(session, now):
    slot = make_slot(session)
    old = get_published_session(session.slug, now)
    known = KnownSession(session=old, generation=generation.read_number())
    assert locks.read_slots([slot.pk], now, known=known)[slot.pk].session is old
    EventSession.objects.filter(pk=session.pk).update(title="Moved")
    generation.read_number()  # within a test's transaction the number rises when it is asked for, else when it ends
    with pytest.raises(PublicPagesChanged):
        locks.read_slots([slot.pk], now, known=known)


@pytest.mark.django_db(transaction=True)
def test_what_was_changed_since_this_process_last_looked_holds_at_once(client, warm, session):
    """The process does not look again here: INTERVAL is long. It notices under the locks."""
    known_texts(client, warm[0])
    EventSession.objects.filter(pk=session.pk).update(max_people=1)
    NoticeText.objects.update(body="Changed {address}")
    refused = client.post(URL, form_data(warm[0], phone="13900000021", people="2"))
    assert refused.status_code == 409
    booked = client.post(URL, form_data(warm[0], phone="13900000022", people="1"))
    assert booked.status_code == 302
    assert Notice.objects.latest("pk").body.startswith("Changed")


@pytest.mark.django_db(transaction=True)
def test_nobody_books_in_what_is_no_longer_public(client, warm, session):
    EventSession.objects.filter(pk=session.pk).update(status="draft")
    assert client.post(URL, form_data(warm[0], phone="13900000023")).status_code == 404
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_form_comes_back_as_the_session_is_now(client, warm, session):
    """An individual's form for what only classes may book by now: the form of a class is shown, nothing is booked."""
    EventSession.objects.filter(pk=session.pk).update(booking_mode="class")
    answer = client.post(URL, form_data(warm[0], phone="13900000024"))
    assert answer.status_code == 200
    assert 'name="class_name"' in answer.content.decode()
    assert Booking.objects.count() == 1


def known_texts(client, slot):
    """The bureau has a text of its own, and the process knows it."""
    NoticeText.objects.create(kind=Notice.Kind.CONFIRMED, language="zh-hans", subject="s", body="Before {address}")
    assert client.post(URL, form_data(slot, phone="13900000020")).status_code == 302
    assert Notice.objects.latest("pk").body.startswith("Before")

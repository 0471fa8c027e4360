"""Sessions with their slots in one workbook; what people have booked stays as they booked it."""

import datetime as dt

import pytest

from events.models import BookingChange, EventSession, TimeSlot
from spreadsheets.writing import import_job
from tests.admin_scene import book_slot
from tests.factories import EventSessionFactory
from tests.spreadsheets.sheet_files import build_workbook, export_file, import_file, job_errors, read_rows, run_job, upload_file

SESSION_NAMES = ["slug", "week", "title", "kind", "venue", "booking_mode", "audiences"]
SLOT_NAMES = ["uid", "session", "starts_at", "ends_at", "capacity"]


@pytest.fixture
def free(scene):
    """A slot nobody has booked."""
    start = scene.now + dt.timedelta(days=3)
    return TimeSlot.objects.create(session=scene.own.session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=10)


def file(sessions=(), slots=()) -> bytes:
    sheets = {"活动": [SESSION_NAMES, *sessions]} if sessions else {}
    return build_workbook(**sheets, 时段=[SLOT_NAMES, *slots])


def test_new_session_with_its_slots(scene):
    new = ["new", "活动周", "新体验", "experience", "报告厅", "individual", "初中班级团体、public"]
    slots = [
        [None, "new", dt.datetime(2025, 5, 16, 9), "2025-05-16 10:00", 30],  # noqa: DTZ001
        [None, "new", "2025-05-16 10:30", "2025-05-16 11:30", 30],
    ]
    job = import_file(EventSession, scene.alice, file([new], slots))
    assert job.result["counts"] == {"new": 3}
    session = EventSession.objects.get(slug="new")
    assert [(slot.bookable, f"{slot}") for slot in session.slots.all()] == [
        (24, "2025年5月16日 周五 09:00–10:00"),
        (24, "2025年5月16日 周五 10:30–11:30"),
    ]
    assert {audience.code for audience in session.audiences.all()} == {"class", "public"}
    again = upload_file(EventSession, scene.alice, file([new], slots))
    assert again.result["counts"] == {"same": 3}


def test_a_bad_session_is_named_once_and_not_again_by_its_slots(scene):
    bad = ["new", "活动周", "新体验", "跳舞", "报告厅", "individual", None]
    job = upload_file(EventSession, scene.alice, file([bad], [[None, "new", "2025-05-16 10:30", "2025-05-16 11:30", 30]]))
    assert [(sheet, number, letter) for sheet, number, letter, *_ in job_errors(job)] == [("活动", 2, "D")]


def test_slot_moves_by_its_number(scene, free):
    import_file(TimeSlot, scene.alice, file(slots=[[free.uid, "session-1", "2025-05-16 14:00", "2025-05-16 15:00", 10]]))
    moved = TimeSlot.objects.get(pk=free.pk)
    assert str(moved) == "2025年5月16日 周五 14:00–15:00"
    assert moved.sequence == free.sequence + 1


@pytest.mark.parametrize(
    ("column", "value"),
    [(2, "2025-05-15 09:00"), (3, "2025-05-15 12:00"), (4, 1), (4, None)],
)
def test_a_booked_slot_is_changed_on_its_page_only(scene, column, value):
    slot = scene.own.slot
    row = [slot.uid, "session-1", "2025-05-15 09:30", "2025-05-15 10:30", 10]
    row[column] = value
    ((_sheet, number, letter, _column, sentence),) = job_errors(upload_file(TimeSlot, scene.alice, file(slots=[row])))
    assert (number, letter) == (2, "ABCDE"[column])
    assert "在时段的页面上修改" in sentence


def test_a_slot_that_a_class_asks_for_is_changed_on_its_page_only(scene, free):
    asked = {"people": 11, "pupils": 10, "adults": 1, "places": 11, "expires_at": scene.now, "created_at": scene.now}
    BookingChange.objects.create(booking=scene.own.booking, slot=free, **asked)
    row = [free.uid, "session-1", "2025-05-16 15:00", "2025-05-16 16:00", 10]
    sentences = {error[-1] for error in job_errors(upload_file(TimeSlot, scene.alice, file(slots=[row])))}
    assert len(sentences) == 1
    assert "在时段的页面上修改" in sentences.pop()


def test_a_booked_slot_may_get_more_places(scene):
    slot = scene.own.slot
    row = [slot.uid, "session-1", "2025-05-15 09:30", "2025-05-15 10:30", 20]
    import_file(TimeSlot, scene.alice, file(slots=[row]))
    slot.refresh_from_db()
    assert (slot.capacity, slot.bookable, slot.places_taken) == (20, 16, 2)


def test_more_places_are_given_on_the_page_while_somebody_waits(scene):
    slot = scene.own.slot
    book_slot(slot, scene.now, phone="13800000003", people=5)
    book_slot(slot, scene.now, phone="13800000004", people=1)
    assert book_slot(slot, scene.now, phone="13800000005", people=2).state == "waitlisted"
    row = [slot.uid, "session-1", "2025-05-15 09:30", "2025-05-15 10:30", 20]
    assert "有人预约" in job_errors(upload_file(TimeSlot, scene.alice, file(slots=[row])))[0][-1]


def test_who_books_between_check_and_lock_stops_the_import(scene, free, monkeypatch):
    job = upload_file(TimeSlot, scene.alice, file(slots=[[free.uid, "session-1", "2025-05-16 14:00", "2025-05-16 15:00", 10]]))
    real = import_job.write_import

    def late(*args):
        monkeypatch.setattr(import_job, "write_import", real)
        book_slot(free, scene.now, phone="13800000009")
        real(*args)

    monkeypatch.setattr(import_job, "write_import", late)
    job = run_job(job, "write")
    assert job.rows.get().outcome == "error"
    assert str(TimeSlot.objects.get(pk=free.pk)) == str(free)


def test_a_booked_session_is_changed_on_its_page_only(scene):
    titles = ["slug", "booking_mode", "cancelled_at", "cancel_reason"]
    columns = build_workbook(活动=[titles, ["session-1", "class", "2025-05-13 09:00", "雨"]])
    assert {letter for _sheet, _number, letter, *_ in job_errors(upload_file(EventSession, scene.alice, columns))} == {"B", "C"}


def test_slots_follow_the_session(scene, free):
    scene.own.booking.delete()
    scene.own.slot.delete()
    import_file(EventSession, scene.alice, build_workbook(活动=[["slug", "walk_in_percent"], ["session-1", 50]]))
    assert TimeSlot.objects.get(pk=free.pk).bookable == 5


def test_another_schools_slot_is_like_an_unknown_one(scene):
    rows = [
        [scene.other.slot.uid, "session-1", "2025-05-15 09:30", "2025-05-15 10:30", 10],
        ["0" * 32, "session-1", "2025-05-15 09:30", "2025-05-15 10:30", 10],
        [None, "session-2", "2025-05-15 09:30", "2025-05-15 10:30", 10],
        [None, "session-404", "2025-05-15 09:30", "2025-05-15 10:30", 10],
    ]
    found = {
        number: sentence for _sheet, number, _l, _c, sentence in job_errors(upload_file(TimeSlot, scene.bob, file(slots=rows)))
    }
    assert found[2] == found[3]
    assert found[4].replace("session-2", "X") == found[5].replace("session-404", "X")


def test_a_session_of_no_school_is_not_for_a_school_editor(scene):
    new = ["new", "活动周", "新体验", "experience", "报告厅", "individual", None]
    job = upload_file(EventSession, scene.bob, file([new]))
    assert job.state == "failed"
    assert "缺少「承办学校」这一列" in job.result["sentence"]


def test_export_holds_both_sheets_of_own_schools(scene):
    content = export_file(EventSession, scene.bob)
    assert [row[0] for row in read_rows(content, "活动")[1:]] == ["session-1"]
    assert [row[0] for row in read_rows(content, "时段")[1:]] == [scene.own.slot.uid]
    assert read_rows(export_file(EventSession, scene.alice, query="q=jiaxiao"), "时段")[1][1] == "session-1"


@pytest.mark.parametrize(
    ("end", "capacity", "kept_back", "words"),
    [("2025-05-16 08:00", 10, None, "结束"), ("2025-05-16 11:00", 10, 11, "预留")],
)
def test_what_the_database_would_refuse_is_said_beforehand(scene, end, capacity, kept_back, words):
    titles = [*SLOT_NAMES, "kept_back"]
    content = build_workbook(时段=[titles, [None, "session-1", "2025-05-16 10:00", end, capacity, kept_back]])
    assert any(words in sentence for *_place, sentence in job_errors(upload_file(TimeSlot, scene.alice, content)))


def test_who_asks_before_publishing_does_not_choose_the_moment(scene):
    content = build_workbook(活动=[["slug", "unpublish_at"], [scene.own.session.slug, "2025-06-01 08:00"]])
    ((_sheet, _number, letter, _column, sentence),) = job_errors(upload_file(EventSession, scene.bob, content))
    assert letter == "B"
    assert "不能决定" in sentence
    assert not job_errors(upload_file(EventSession, scene.alice, content))


def test_a_school_cancels_a_public_session_by_a_sheet_but_does_not_rename_it(scene):
    session = EventSessionFactory(week=scene.week, host_school=scene.own.school, venue=scene.venue)
    titles = ["slug", "cancelled_at", "cancel_reason"]
    assert not job_errors(
        upload_file(EventSession, scene.bob, build_workbook(活动=[titles, [session.slug, "2025-05-13 09:00", "停电"]]))
    )
    renamed = build_workbook(活动=[["slug", "title"], [session.slug, "别的活动"]])
    ((_sheet, _number, letter, _column, sentence),) = job_errors(upload_file(EventSession, scene.bob, renamed))
    assert (letter, "已经公开" in sentence) == ("B", True)

"""The open interface: every described path answers, and nothing unpublished comes out."""

import datetime as dt

import pytest

from alumni.models import Graduate
from events.models import ActivityWeek, EventSession, TimeSlot, Venue
from schools.models import School

SECRET = "只给编辑看"


def add_session(week, venue, school, number):
    session = EventSession.objects.create(
        slug=f"session-{number}",
        week=week,
        venue=venue,
        host_school=school,
        title=f"体验{number}",
        kind="experience",
        status="published",
        editor_note=SECRET,
        quotations=[{"ref": "a01", "quote": "原话"}],
    )
    start = dt.datetime(2025, 5, 13, 1, tzinfo=dt.UTC)
    TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1))


@pytest.fixture
def content(db):
    week = ActivityWeek.objects.create(
        slug="week", name="活动周", starts_on="2025-05-12", ends_on="2025-05-18", is_current=True, status="published"
    )
    venue = Venue.objects.create(slug="hall", name="报告厅", status="draft")
    school = School.objects.create(slug="alpha", name="晋中甲校", group="city", status="published", editor_note=SECRET)
    Graduate.objects.create(slug="bob", name="Bob", school=school, status="published")
    add_session(week, venue, school, 1)
    return week, venue, school


def test_every_described_path_answers(content, client):
    slugs = {"sessions": "session-1", "schools": "alpha", "graduates": "bob"}
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(paths) >= 17
    for path in paths:
        response = client.get(path.replace("{slug}", slugs.get(path.split("/")[3], "")))
        assert response.status_code == 200, path
        assert response["Access-Control-Allow-Origin"] == "*"
        assert SECRET not in response.content.decode()
        assert b"editor_note" not in response.content


def test_session_carries_provenance_slots_and_places(content, client):
    session = client.get("/api/v1/sessions/session-1").json()
    assert session["quotations"] == [{"ref": "a01", "quote": "原话", "en": ""}]
    assert session["host_school"] == {"slug": "alpha", "name": "晋中甲校"}
    assert session["venue"] is None  # a draft
    (slot,) = session["slots"]
    assert slot["starts_at"] == "2025-05-13T09:00:00+08:00"
    assert slot["availability"]["capacity"] is None


def test_unpublished_is_like_unknown(content, client):
    EventSession.objects.update(status="draft")
    School.objects.update(status="draft")
    for path in ("sessions/session-1", "sessions/nobody", "schools/alpha", "nothing"):
        response = client.get(f"/api/v1/{path}")
        assert (response.status_code, response.json()) == (404, {"detail": "Not found"})
    assert client.get("/api/v1/sessions").json()["count"] == 0
    assert client.get("/api/v1/graduates/bob").json()["school"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=x", "limit"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("offset=-1", "offset"),
        ("kind=zz", "kind"),
        ("day=13", "day"),
        ("week=%0b", "week"),
        ("school=%0b", "school"),
        ("district=a&district=%0b", "district"),
    ],
)
def test_bad_parameter_is_named(content, client, query, parameter):
    response = client.get(f"/api/v1/sessions?{query}")
    assert response.status_code == 422
    assert response.json()["detail"].startswith(f"{parameter}: ")


def test_pages_and_filters(content, client):
    for number in (2, 3):
        add_session(*content, number)
    page = client.get("/api/v1/sessions?limit=1&offset=1").json()
    assert (page["count"], page["limit"], page["offset"]) == (3, 1, 1)
    assert [item["slug"] for item in page["items"]] == ["session-2"]
    assert client.get("/api/v1/sessions?day=2025-05-13&kind=experience&school=alpha").json()["count"] == 3
    for empty in ("2025-05-14", "0001-01-01", "2277-07-20", "9999-12-31"):
        assert client.get(f"/api/v1/sessions?day={empty}").json()["count"] == 0


def test_other_editions_and_their_sessions(content, client):
    _week, venue, school = content
    days = {"starts_on": "2024-05-13", "ends_on": "2024-05-19"}
    past = ActivityWeek.objects.create(slug="past", name="去年", status="published", **days)
    ActivityWeek.objects.create(slug="draft", name="草稿", **days)
    add_session(past, venue, school, 9)
    weeks = client.get("/api/v1/weeks").json()["items"]
    assert [(week["slug"], week["is_current"]) for week in weeks] == [("week", True), ("past", False)]
    listed = [
        [session["slug"] for session in client.get(f"/api/v1/sessions{query}").json()["items"]] for query in ("", "?week=past")
    ]
    assert listed == [["session-1"], ["session-9"]]
    for slug in ("draft", "nothing"):
        assert client.get(f"/api/v1/sessions?week={slug}").status_code == 404


def test_unchanged_answer_is_not_sent_again(content, client):
    first = client.get("/api/v1/schools")
    assert client.get("/api/v1/schools", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(content, client, count, django_assert_num_queries):
    for number in range(2, count + 1):
        add_session(*content, number)
    with django_assert_num_queries(8):
        client.get("/api/v1/sessions")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_other_methods_are_refused_in_json_and_told_which_are_allowed(content, client, method):
    answer = getattr(client, method)("/api/v1/schools")
    assert (answer.status_code, answer.json(), answer["Allow"]) == (405, {"detail": "Method not allowed"}, "GET")
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("day", ["0", "1747094400", "20250513", "2025-5-13", "2025-05-13T00:00"])
def test_day_is_written_as_a_date(content, client, day):
    answer = client.get("/api/v1/sessions", {"day": day})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "day")


def test_description_says_how_an_operation_refuses(content, client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    statuses = {path: set(operations["get"]["responses"]) for path, operations in paths.items()}
    assert statuses["/api/v1/week"] == {"200", "404"}
    assert statuses["/api/v1/sessions"] == {"200", "404", "422"}
    assert statuses["/api/v1/schools"] == {"200", "422"}
    assert statuses["/api/v1/schools/{slug}"] == {"200", "404", "422"}

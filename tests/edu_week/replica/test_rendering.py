"""Public pages come from the replica while it has what they need, and from the primary otherwise."""

from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import public_cache
from content.models import PublicGeneration
from edu_week.page_cache import keys
from edu_week.page_cache.middleware import forget_everything
from edu_week.replica import freshness, rendering
from edu_week.replica.freshness import read_replayed_position  # the real one, before `replica` replaces it
from edu_week.replica.router import REPLICA, reading_from_replica
from events.models import EventSession, TimeSlot
from schools.models import School
from tests.edu_week.page_cache.test_same_bytes import arguments_of

pytestmark = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no replica")


@pytest.fixture
def school(replica, renderings):
    """A school that each database calls by another name, so that a page tells where it comes from."""
    school = School.objects.published().first()
    School.objects.filter(pk=school.pk).update(name="主库中学")
    School.objects.using(REPLICA).filter(pk=school.pk).update(name="副本中学")
    return school


def reads_replica(client) -> bool:
    """Whether a page without places is now rendered from the replica; each call renders anew."""
    forget_everything()
    public_cache.forget_everything()  # as the two databases differ here under one generation
    page = client.get(reverse("school_list")).content.decode()
    assert ("主库中学" in page) != ("副本中学" in page)
    return "副本中学" in page


def write_to_the_primary_alone():
    """Raise the primary's generation; the replica has not got it yet."""
    School.objects.filter(name="主库中学").update(level_basis="改过")


def test_pages_come_from_a_replica_that_keeps_up(client, school):
    assert reads_replica(client)


def test_a_page_never_comes_from_a_replica_that_is_behind(client, school):
    write_to_the_primary_alone()
    assert not reads_replica(client)


def test_without_the_rule_a_replica_that_is_behind_would_be_shown(client, school, monkeypatch):
    write_to_the_primary_alone()
    open_snapshot = freshness.open_snapshot

    @contextmanager
    def open_any_snapshot():
        with open_snapshot():
            yield float("inf")

    monkeypatch.setattr(rendering, "open_snapshot", open_any_snapshot)
    assert reads_replica(client)


def test_a_replica_that_caught_up_is_read_again(client, school):
    write_to_the_primary_alone()
    assert not reads_replica(client)
    School.objects.using(REPLICA).filter(name="副本中学").update(level_basis="改过")
    assert reads_replica(client)


def test_a_page_of_a_replica_that_is_ahead_is_rendered_again_once_the_primary_shows_the_change(client, school, renderings):
    School.objects.using(REPLICA).filter(name="副本中学").update(level_basis="改过")
    assert reads_replica(client)
    client.get(reverse("school_list"))
    assert len(renderings) == 1
    write_to_the_primary_alone()
    client.get(reverse("school_list"))
    assert len(renderings) == 2


def test_the_number_is_that_of_the_snapshot_the_page_is_rendered_from(replica):
    with freshness.open_snapshot() as number, reading_from_replica():
        writer = connections.create_connection(REPLICA)
        with writer.cursor() as cursor:
            cursor.execute("UPDATE schools_school SET name = name")
            cursor.execute("SELECT number FROM content_publicgeneration")
            assert cursor.fetchone()[0] == number + 1
        writer.close()
        assert PublicGeneration.objects.get().number == number


@pytest.mark.parametrize(("written", "is_read"), [(5, True), (6, False)])
def test_pages_with_places_wait_for_what_the_primary_wrote(client, school, replica, written, is_read):
    replica.written, replica.replayed = written, 5
    slot = TimeSlot.objects.filter(capacity__isnull=False).first()
    EventSession.objects.using(REPLICA).filter(pk=slot.session_id).update(title="副本的活动")
    page = client.get(reverse("session_detail", args=[slot.session.slug])).content.decode()
    assert ("副本的活动" in page) == is_read
    assert reads_replica(client)  # no places there


def test_a_database_that_is_no_replica_has_replayed_nothing(replica):
    assert read_replayed_position() == -1


def test_places_from_the_replica_are_kept_shorter_so_that_none_is_shown_older(client, replica, renderings, clock_at):
    for second, rendered in (("00", 1), ("03", 1), ("04", 2)):
        clock_at(f"2025-05-13T09:30:{second}")
        client.get(reverse("programme"))
        assert len(renderings) == rendered


def test_a_replica_that_is_away_is_left_alone_for_a_while(client, school, monkeypatch, caplog):
    asked, open_snapshot = [], freshness.open_snapshot
    monkeypatch.setattr(rendering, "open_snapshot", lambda: asked.append(1) or open_snapshot())
    connections[REPLICA].close()
    port = connections[REPLICA].settings_dict["PORT"]
    connections[REPLICA].settings_dict["PORT"] = 1
    assert [reads_replica(client) for _time in range(3)] == [False, False, False]
    assert len(asked) == 1
    assert "The replica does not answer" in caplog.text
    connections[REPLICA].settings_dict["PORT"] = port
    rendering.absence.ends_at = 0
    assert reads_replica(client)


def test_what_fails_on_the_replica_is_rendered_from_the_primary(replica):
    answers = iter([HttpResponse(status=503), HttpResponse("from the primary")])
    response = rendering.render_public_page(lambda: next(answers), generation=0, shows_places=False)
    assert response.content == b"from the primary"


def test_what_a_page_shares_is_read_where_the_page_is_and_under_that_generation(replica):
    seen = []

    def render():
        seen.append((public_cache._request.get().generation, public_cache.get_or_make("names", read_names)))
        return HttpResponse(status=503 if len(seen) == 1 else 200)

    def read_names():
        return set(School.objects.values_list("level_basis", flat=True))

    School.objects.using(REPLICA).update(level_basis="副本")  # the replica is ahead
    public_cache.begin_request(environ={"REQUEST_METHOD": "GET"})
    rendering.render_public_page(render, generation=0, shows_places=False)
    ahead = PublicGeneration.objects.using(REPLICA).get().number
    assert seen[0] == (ahead, {"副本"})
    assert seen[1][0] != ahead
    assert "副本" not in seen[1][1]
    public_cache.end_request()


def test_every_public_page_is_read_from_the_replica_alone_and_is_the_same(client, replica, settings):
    settings.PAGE_CACHE_MB = 0
    for name in sorted(keys.PAGES.keys() - {"week_detail"}):
        path = reverse(name, args=arguments_of(name))
        ordinary = client.get(path)
        public_cache.forget_everything()
        with freshness.open_snapshot(), reading_from_replica(), CaptureQueriesContext(connection) as primary:
            answer = client.get(path)
        assert (answer.status_code, answer.content) == (200, ordinary.content), name
        assert [query["sql"] for query in primary] == [], name


def test_what_is_personal_and_what_decides_never_reads_the_replica(client, school):
    slot = TimeSlot.objects.filter(capacity__isnull=False, session__booking_mode="individual").first()
    form = reverse("session_book", args=[slot.session.slug])
    with CaptureQueriesContext(connections[REPLICA]) as replica:
        client.get(form)
        client.post(form, {"slot": slot.pk})
        client.get(reverse("booking_find"))
        client.get(reverse("availability_json"))
        client.get(reverse("school_list"), headers={"cookie": "sessionid=x"})
        client.get("/api/v1/sessions")
    assert len(replica) == 0


def test_readyz_tells_of_a_replica_that_is_behind_or_away(client, replica, monkeypatch, caplog):
    def ask():
        freshness.primary_position.forget()
        return client.get(reverse("readyz")).json()["checks"]["replica"]

    assert ask() == "ok"
    replica.written = 1
    assert ask() == "behind"
    connections[REPLICA].close()
    monkeypatch.setattr(freshness, "read_replayed_position", read_replayed_position)
    monkeypatch.setitem(connections[REPLICA].settings_dict, "PORT", 1)
    assert ask() == "does not answer"

"""Only PostgreSQL has trigrams; elsewhere nothing is made and nothing is missed."""

import pytest
from django.core.management import call_command
from django.db import connection

from content.text_search.pinyin import build_search_text
from content.text_search.tokens import all_tokens_condition, split_tokens
from edu_week.search import indexes
from events.models import EventSession
from tests.factories import VenueFactory, WeekFactory

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has trigrams")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
SYLLABLES = "春夏秋冬东西南北金木水火土山川风云雨雪"


@pytest.fixture
def many():
    """Four thousand sessions, one of which is about acupuncture."""
    week, venue = WeekFactory(), VenueFactory()
    names = [f"{SYLLABLES[n % 19]}{SYLLABLES[n // 19 % 19]}{SYLLABLES[n // 361 % 19]}体验" for n in range(4000)]
    EventSession.objects.bulk_create(
        EventSession(slug=f"s-{n}", title=name, search_text=build_search_text(name), kind="experience", week=week, venue=venue)
        for n, name in enumerate([*names, "中医针灸知识讲解"])
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [indexes.trigram_index_name("events_eventsession")])
            cursor.execute("ANALYZE events_eventsession")


def is_indexed(condition):
    found = EventSession.objects.filter(condition)
    return found.count() == 1 and indexes.trigram_index_name("events_eventsession") in found.order_by().explain()


@on_postgresql
@pytest.mark.parametrize("typed", ["zhenjiu", "zhen jiu", "针灸知识讲解"])
def test_words_are_looked_up_in_the_index(many, typed):
    assert is_indexed(all_tokens_condition(split_tokens(typed)))


@on_postgresql
def test_without_the_right_to_add_the_extension_the_operator_is_told_and_nothing_breaks():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE nobody_in_particular")
        cursor.execute("SET LOCAL ROLE nobody_in_particular")
        told = indexes.create_trigram_indexes(connection)
        cursor.execute("RESET ROLE")
    assert "CREATE EXTENSION pg_trgm;" in told
    assert "permission denied" in told


@on_postgresql
def test_the_indexes_are_added_later_by_the_command(capsys):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        call_command("refresh_search")
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%_search_text_trgm'")
        assert cursor.fetchone() == (len(indexes.TABLES),)


@on_sqlite
def test_elsewhere_nothing_is_made():
    assert indexes.create_trigram_indexes(connection) == ""


def test_every_table_with_a_search_text_that_grows_has_one():
    from content import clock
    from edu_week.search.kinds import list_search_kinds

    tables = {kind.records.model._meta.db_table for kind in list_search_kinds(clock.now()) if not kind.list_texts}
    assert tables == set(indexes.TABLES)


def test_what_a_record_is_found_by_is_brought_up_to_date(capsys):
    venue = VenueFactory(name="小礼堂")
    type(venue).objects.update(name="报告厅")
    call_command("refresh_search")
    venue.refresh_from_db()
    assert "baogaoting" in venue.search_text
    assert "1 records" in capsys.readouterr().out

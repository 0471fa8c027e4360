import pytest

from edu_week.search import excerpt, highlight
from events.models import EventSession
from tests.edu_week.home_records import make_records, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(clock_at):
    clock_at("2025-05-13T09:30")
    return make_records()


def search(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return response


def keys(response):
    return {group.key: group.count for group in response.context["groups"]}


@pytest.mark.parametrize("query", ["针灸", "zhongyizhenjiu", "zhenjiu", "zj", "ZhenJiu 讲解"])
def test_search_finds_characters_pinyin_and_initials(client, week, query):
    response = search(client, query)
    assert keys(response)["sessions"] >= 1
    assert "acupuncture" in response.content.decode()


def test_search_marks_what_matched(client, week):
    assert "<mark>针灸</mark>" in search(client, "针灸").content.decode()
    assert "<mark>针灸</mark>" in search(client, "zhenjiu").content.decode()


def test_search_needs_every_word(client, week):
    assert keys(search(client, "针灸 模型")) == {}


def test_search_groups_all_kinds_of_records(client, week):
    assert keys(search(client, "榆次")) == {"schools": 1}
    assert keys(search(client, "hxs")) == {"graduates": 1}
    assert keys(search(client, "近500")) == {"figures": 1}
    assert keys(search(client, "陆续")) == {"announcements": 1}


def test_search_never_shows_drafts(client, week):
    EventSession.objects.update(status="draft")
    assert "sessions" not in keys(search(client, "针灸"))


def test_search_without_words_asks_for_some(client, week):
    assert search(client, "  ").context["groups"] == []


def test_search_without_result_leads_to_the_programme(client, week):
    words = search(client, "潜水").content.decode()
    assert "empty-state" in words
    assert "/events/" in words


@pytest.mark.parametrize("query", ["\x00针灸", "😀" * 50, "%", "_", "'\"\\", "长" * 3000, "<script>alert(1)</script>"])
def test_search_survives_anything(client, week, query):
    words = search(client, query).content.decode()
    assert "<script>alert" not in words


def test_search_says_that_it_cut_a_long_query(client, week):
    response = search(client, "长" * 101)
    assert response.context["was_cut"]
    assert len(response.context["query"]) == 100


def test_search_is_not_indexed(client, week):
    assert 'content="noindex"' in search(client, "").content.decode()


@pytest.mark.parametrize("more", [0, 3])
def test_search_asks_a_fixed_number_of_queries(client, week, django_assert_num_queries, more):
    for number in range(more):
        make_session(week, f"more-{number}", f"针灸{number}")
    with django_assert_num_queries(10):
        search(client, "针灸")


def test_highlight_escapes_and_never_cuts_an_entity():
    assert highlight("A&B amp", ["amp"]) == "A&amp;B <mark>amp</mark>"
    assert highlight("<b>", ["b"]) == "&lt;<mark>b</mark>&gt;"


def test_excerpt_begins_shortly_before_the_match():
    assert excerpt("前" * 200 + "针灸" + "后" * 200, ["针灸"]).startswith("…前")

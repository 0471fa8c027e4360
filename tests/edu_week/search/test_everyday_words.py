"""What people type leads somewhere: the table tests/cases/searches.json, on the first edition as it is shipped."""

import pytest

from tests.cases import load_cases
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db
CASES = load_cases("searches")


@pytest.fixture(autouse=True)
def first_edition(clock_at):
    clock_at("2025-05-13T09:30")
    load_example_week()


def list_pairs(kind):
    return [(typed, meant) for meant, ways in CASES[kind].items() for typed in ways]


def search(client, query, **more):
    return client.get("/search/", {"q": query} | more).context


@pytest.mark.parametrize(("typed", "url"), list_pairs("leads_to"))
def test_everyday_words_and_days_lead_to_a_page(client, typed, url):
    assert url in [shortcut.url for shortcut in search(client, typed)["shortcuts"]]


@pytest.mark.parametrize("url", CASES["leads_to"])
def test_where_they_lead_there_is_a_page(client, url):
    page, _hash, anchor = url.partition("#")
    answer = client.get(page)
    assert answer.status_code == 200
    assert f'id="{anchor}"' in answer.content.decode() if anchor else True


@pytest.mark.parametrize(("typed", "kind"), list_pairs("finds"))
def test_everything_public_is_found(client, typed, kind):
    assert kind in {group.key for group in search(client, typed)["results"].groups}


@pytest.mark.parametrize(("typed", "word"), list_pairs("suggests"))
def test_a_suggestion_is_a_word_close_by_sound_or_shape(client, typed, word):
    assert word in [item["text"] for item in search(client, typed)["suggested"]]


@pytest.mark.parametrize("typed", CASES["suggests_nothing"])
def test_there_is_no_suggestion_where_none_is_close(client, typed):
    assert search(client, typed)["suggested"] == []


def test_results_of_every_kind_lead_to_what_they_show(client):
    """The place on the page too, so that who follows a result sees what was found."""
    urls = set()
    for query in ("职业", "学校", "a", "教", "1"):
        for group in search(client, query)["results"].groups:
            urls |= {hit.shown.url for hit in group.hits}
    assert len(urls) > 60
    pages = {url.partition("#")[0] for url in urls}
    texts = {page: client.get(page) for page in pages}
    assert {page for page, answer in texts.items() if answer.status_code != 200} == set()
    anchors = [url.partition("#") for url in urls if "#" in url]
    assert [f"{page}#{anchor}" for page, _, anchor in anchors if f'id="{anchor}"' not in texts[page].content.decode()] == []


def test_an_english_reader_is_led_to_english_pages(client):
    found = client.get("/en/search/", {"q": "elderly"}).context
    assert [(one.title, one.url) for one in found["shortcuts"]] == [
        ("Sessions for older learners", "/en/events/?day=all&audience=senior")
    ]
    assert {hit.shown.in_chinese for group in found["results"].groups for hit in group.hits} == {False}

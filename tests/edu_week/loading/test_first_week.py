"""What is told of the first week: every fact of the article is on a public page, every quotation contains its claim."""

import json
import re
from functools import cache
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings

from content.models import CleanTexts
from content.placeholders import list_placeholders
from tests.example_week import load_example_week

DATA = settings.BASE_DIR / "data"
FACTS = json.loads((DATA / "facts-2025.json").read_text(encoding="utf-8"))
WEEK = json.loads((DATA / "week-2025.json").read_text(encoding="utf-8"))
SENTENCES = [*(f"a{number:02}" for number in range(1, 42)), "cap"]
COUNTED = "由列名点数得出"  # editor's note of a figure that counts the names the report lists
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SAID_OF_NOW = "如今"
LONGEST_QUOTED = 32  # characters, within a text of ours


@pytest.fixture
def told(client, clock_at):
    """Text of a page's content by address, without what is folded behind it as its source."""
    clock_at("2025-05-20T10:00")
    load_example_week()

    @cache
    def read(path):
        answer = client.get(path)
        assert answer.status_code == 200, path
        main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]
        shown = re.sub(r'<details class="cite-box">.*?</details>', "", main, flags=re.DOTALL)
        return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", shown)))

    return read


@pytest.mark.django_db
def test_every_fact_of_the_article_is_told_on_a_public_page(told):
    assert [fact for fact in FACTS if re.sub(r"\s+", "", fact["phrase"]) not in told(fact["told_on"])] == []
    assert "从来没有人说过的话" not in told(FACTS[0]["told_on"])


def test_the_list_has_facts_of_every_sentence_in_a_few_words_each():
    assert list(dict.fromkeys(fact["sentence"] for fact in FACTS)) == SENTENCES
    assert [fact for fact in FACTS if not 0 < len(fact["phrase"]) <= 12] == []


@pytest.mark.django_db
def test_one_name_for_the_source_and_for_a_post_of_that_time(told, client):
    for path in dict.fromkeys(fact["told_on"] for fact in FACTS):
        page = client.get(path).content.decode()
        assert "报道原文" not in page
        assert "据报道时" not in page
        told(path)
    posts = {record["slug"] for record in WEEK["graduates"] if record.get("post")}
    said = {record["slug"] for record in WEEK["graduates"] if "报道时任职" in told(f"/alumni/{record['slug']}/")}
    now = {record["slug"] for record in WEEK["graduates"] if any(SAID_OF_NOW in quote for quote in quotes_of(record))}
    assert posts == said == now


def quotes_of(record) -> list[str]:
    return [quotation["quote"].replace(" ", "") for quotation in record.get("quotations", [])]


def unsupported(record, *texts) -> list[str]:
    """Return the numbers of the texts that no quotation of the record contains."""
    words = " ".join(quotes_of(record))
    return [number for text in texts for number in NUMBER.findall(text) if number not in words]


def test_a_quotation_contains_the_number_it_is_shown_for():
    figures = [record for record in WEEK["figures"] if record.get("editor_note") != f"{COUNTED}。"]
    assert len(WEEK["figures"]) - len(figures) == 2
    assert [record["slug"] for record in figures if record["display"] not in " ".join(quotes_of(record))] == []
    years = [record for record in WEEK["figures"] if re.fullmatch(r"\d{4}(年以来)?", record.get("period", ""))]
    assert [record["slug"] for record in years if unsupported(record, record["period"])] == ["one-plus-eleven-county-schools"]
    assert [record["slug"] for record in WEEK["initiatives"] if unsupported(record, record["name"], record["text"])] == []


def test_a_graduates_quotations_contain_every_step():
    for record in WEEK["graduates"]:
        steps = [f"{step.get('year', '')} {step['text']}" for step in record["milestones"]]
        if record.get("post"):  # the year of the report, which it does not name
            steps = [step.removeprefix("2025") for step in steps]
        assert unsupported(record, *steps, record["summary"], record["story"]) == [], record["slug"]
        names = re.findall(r"“([^“”]+)”", record["story"])
        assert [name for name in names if not any(name in quote for quote in quotes_of(record))] == []


def test_every_quotation_has_an_english_rendering():
    records = [record for section in WEEK.values() for record in section]
    plain = [quotation["quote"] for record in records for quotation in record.get("quotations", []) if not quotation.get("en")]
    assert plain == []
    assert [section["slug"] for section in WEEK["story"] if section.get("voice") and not section.get("voice_en")] == []


def test_the_story_is_told_in_our_own_words_around_short_quotations():
    for section in WEEK["story"]:
        quoted = re.findall(r"“([^“”]+)”", section["text"])
        assert quoted, section["slug"]
        assert [words for words in quoted if len(words) > LONGEST_QUOTED] == []


@pytest.mark.django_db
def test_nothing_of_the_first_week_is_a_placeholder():
    load_example_week()
    records = [record for model in apps.get_models() if issubclass(model, CleanTexts) for record in model.objects.all()]
    public = [record for record in records if record.is_read_by_public()]
    assert len(public) > 300
    assert {repr(record): found for record in public if (found := list_placeholders(record))} == {}

"""The list that the tests of all pages go through says the truth: every address answers as it says."""

import re

import pytest

from content.models import SiteSettings
from events.models import Venue
from schools.models import School
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_page_kind_answers_in_its_state(client, clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    kinds = page_kinds()
    answers = {}
    for kind in kinds:
        clock_at(CLOCKS[kind.clock])
        answer = client.post(kind.path, kind.sent) if kind.sent else client.get(kind.path)
        answers[kind.name] = answer.status_code
    assert answers == {kind.name: kind.status for kind in kinds}


SENTENCES_APART = re.compile(r"[^<>\n]{0,12}[。！？](?:</(?:span|b)>)*[ \n]+[\u4e00-\u9fff][^<>\n]{0,8}")


def test_chinese_sentences_stand_without_a_space_between_them(client, clock_at):
    """A template that writes two of them in a paragraph filters them with `sentences`."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    found = {}
    for kind in page_kinds():
        if kind.path.startswith("/en/"):
            continue
        clock_at(CLOCKS[kind.clock])
        html = (client.post(kind.path, kind.sent) if kind.sent else client.get(kind.path)).content.decode()
        if words := SENTENCES_APART.findall(re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)):
            found[kind.name] = words
    assert found == {}


ASKS_TO_TELEPHONE = re.compile(
    r"打电话|电话预约|拨打|致电|来电"
    r"|(?<![a-z])(?:phone|call|telephone) (?:us|the school|the bureau|staff)|[Pp]refer to phone|or phone\b|by telephone"
)


def test_where_no_number_is_set_no_page_asks_to_telephone(client, clock_at):
    """Of the public: pages of each kind in both languages, with refusals and tickets among them."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    assert (SiteSettings.load().hotline, *School.objects.exclude(phone=""), *Venue.objects.exclude(phone="")) == ("",)
    found, kinds = {}, page_kinds()
    for kind in kinds:
        clock_at(CLOCKS[kind.clock])
        for prefix in ("", "" if kind.path.startswith("/en/") else "/en"):
            path = prefix + kind.path
            html = (client.post(path, kind.sent) if kind.sent else client.get(path)).content.decode()
            if words := ASKS_TO_TELEPHONE.findall(re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)):
                found[path] = words
    assert found == {}


def test_where_a_number_is_set_it_is_offered(client, clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    SiteSettings.objects.update(hotline="0354-3026111")
    for path in ("/accessibility/", "/about/", "/events/acupuncture-talk-li-xinwei/", "/en/accessibility/"):
        assert "0354-3026111" in client.get(path).content.decode(), path

"""Address names are proposed from pinyin, are free, and lead to no other page of the portal."""

import pytest
from django.core.exceptions import ValidationError

from content.address_names import LONGEST_PROPOSAL, check_address_name, propose_address_name, spell_in_latin
from events.models import EventSession
from tests.factories import EventSessionFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("针灸体验", "zhenjiu-tiyan"),
        ("Lacquer painting", "lacquer-painting"),
        ("2025年 开幕式", "2025nian-kaimushi"),
        ("“匠心”讲座！", "jiangxin-jiangzuo"),
        ("！？", ""),
    ],
)
def test_phrases_become_pinyin_with_hyphens(text, spelt):
    assert spell_in_latin(text) == spelt


def test_long_names_end_between_words():
    name = spell_in_latin("晋中市职业教育活动周暨全民终身学习活动周开幕式与优秀毕业生代表经验分享会")
    assert len(name) <= LONGEST_PROPOSAL
    assert not name.endswith("-")


def test_proposals_are_free():
    assert propose_address_name(EventSession, "针灸体验") == "zhenjiu-tiyan"
    first = EventSessionFactory(slug="zhenjiu-tiyan")
    EventSessionFactory(slug="zhenjiu-tiyan-2")
    assert propose_address_name(EventSession, "针灸体验") == "zhenjiu-tiyan-3"
    assert propose_address_name(EventSession, "针灸体验", pk=first.pk) == "zhenjiu-tiyan"


def test_names_of_other_pages_and_blank_ones_are_not_proposed():
    assert propose_address_name(EventSession, "Now") == "now-2"
    assert propose_address_name(EventSession, "！？") == "eventsession"
    assert propose_address_name(EventSession, "  ") == ""


@pytest.mark.parametrize(
    ("name", "word"), [("has space", "字母"), ("汉字", "字母"), ("plan", "plan"), ("taken", "占用"), ("a" * 81, "80")]
)
def test_what_cannot_be_is_said_in_a_sentence(name, word):
    EventSessionFactory(slug="taken")
    with pytest.raises(ValidationError) as refused:
        check_address_name(EventSession, name)
    assert word in " ".join(refused.value.messages)


def test_a_name_is_free_for_its_own_record_and_for_another_kind():
    session = EventSessionFactory(slug="taken")
    check_address_name(EventSession, "taken", pk=session.pk)
    check_address_name(type(VenueFactory()), "taken")

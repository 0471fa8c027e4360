"""The everyday words of the search, as staff edit them in the back office."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.models import SearchSynonym
from tests.edu_week.home.home_records import make_home_records
from tests.factories import SearchSynonymFactory, UserFactory

pytestmark = pytest.mark.django_db


def search(client, query):
    return client.get("/search/", {"q": query}).context


@pytest.fixture
def bureau(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_what_staff_list_leads_there_at_once(client, clock_at):
    clock_at("2025-05-13T09:30")
    make_home_records()
    assert search(client, "吃饭")["shortcuts"] == []
    synonym = SearchSynonymFactory(
        name="吃饭", spellings=["食堂", "lunch"], leads_to="/about/#come", link="食堂在哪里", link_en="Where to eat"
    )
    for query in ("吃饭", "食堂", "chifan", "哪里有食堂", "lunch"):
        assert [(one.title, one.url) for one in search(client, query)["shortcuts"]] == [("食堂在哪里", "/about/#come")]
    assert [one.title for one in client.get("/en/search/?q=lunch").context["shortcuts"]] == ["Where to eat"]
    synonym.status = "draft"
    synonym.save()
    assert search(client, "吃饭")["shortcuts"] == []


def test_the_list_names_the_first_spellings_only(bureau):
    SearchSynonymFactory(name="吃饭", spellings=["食堂", "餐厅", "饭店", "小吃", "lunch"], leads_to="/about/#come")
    page = bureau.get(reverse("admin:content_searchsynonym_changelist")).content.decode()
    assert "食堂、餐厅、饭店、小吃…" in page
    assert "lunch" not in page


def test_other_words_for_it_are_looked_for_too(client, clock_at):
    clock_at("2025-05-13T09:30")
    make_home_records()
    assert search(client, "扎针")["results"].groups == []
    SearchSynonymFactory(name="扎针", means=["针灸"], leads_to="", link="")
    found = search(client, "扎针")
    assert "sessions" in {group.key for group in found["results"].groups}
    assert found["shortcuts"] == []


def test_of_two_words_in_one_the_longer_is_meant(client, clock_at):
    clock_at("2025-05-13T09:30")
    SearchSynonymFactory(name="预约", leads_to="/events/", link="日程")
    SearchSynonymFactory(name="取消预约", leads_to="/bookings/", link="查找我的预约")
    assert [one.url for one in search(client, "怎么取消预约")["shortcuts"]] == ["/bookings/"]


@pytest.mark.parametrize("address", ["/about/#come", "/events/?day=all&audience=senior", "/bookings/"])
def test_a_word_may_lead_to_every_page(address):
    SearchSynonymFactory.build(leads_to=address).full_clean()


@pytest.mark.parametrize(
    "address", ["/nowhere/", "about/", "//example.org/", "https://example.org/about/", "/en/about/", "javascript:x"]
)
def test_a_word_leads_to_no_other_site_and_to_no_missing_page(address):
    with pytest.raises(ValidationError) as refused:
        SearchSynonymFactory.build(leads_to=address).full_clean()
    assert set(refused.value.message_dict) == {"leads_to"}


def test_a_word_means_something_and_its_link_has_a_text():
    with pytest.raises(ValidationError):
        SearchSynonymFactory.build(leads_to="", means=[]).full_clean()
    with pytest.raises(ValidationError) as refused:
        SearchSynonymFactory.build(link="").full_clean()
    assert set(refused.value.message_dict) == {"link"}


def test_the_list_and_its_spreadsheet_are_there(bureau):
    SearchSynonymFactory(name="吃饭", spellings=["食堂"])
    shown = bureau.get(reverse("admin:content_searchsynonym_changelist")).content.decode()
    assert "食堂" in shown
    assert "导入" in shown
    assert SearchSynonym.history.count() == 1

"""A browser lets go of a draft when its form was saved, not when it was only sent."""

import pytest
from django.urls import reverse

from backoffice.form_drafts.saved_marks import MOST_MARKS, SESSION_KEY
from content.models import SearchSynonym
from tests.admin_scene import form_data_of_page
from tests.factories import TradeFactory

DRAFT = "3f0c2a52-6c1b-4a53-9c63-2f0a4f6f0b11"


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def address(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def send(client, address, /, **fields):
    return client.post(address, form_data_of_page(client, address) | {"_draft": DRAFT, **fields})


def saved_on(page) -> str:
    return page.content.decode().split('data-saved="')[1].split('"')[0]


def test_the_page_after_a_save_says_so_once(alice, address):
    assert send(alice, address, address="新地址").status_code == 302
    assert saved_on(alice.get(address)) == DRAFT
    assert saved_on(alice.get(address)) == ""


def test_a_form_that_comes_back_keeps_its_draft(alice, address):
    page = send(alice, address, name="")
    assert page.status_code == 200
    assert f'value="{DRAFT}"' in page.content.decode()
    assert saved_on(alice.get(address)) == ""


def test_a_popup_that_closes_has_saved(alice, scene):
    address = reverse("admin:schools_trade_add") + "?_popup=1"
    answer = send(alice, address, name="织造", slug="weaving", _popup="1")
    assert "popup_response" in answer.content.decode()
    assert alice.session[SESSION_KEY] == [DRAFT]


def test_a_record_that_is_gone_keeps_what_was_written_about_it(alice, scene):
    trade = TradeFactory()
    address = reverse("admin:schools_trade_change", args=[trade.pk])
    data = form_data_of_page(alice, address) | {"_draft": DRAFT}
    trade.delete()
    assert alice.post(address, data).status_code == 302
    assert SESSION_KEY not in alice.session


def list_of_synonyms(client) -> tuple[str, dict]:
    """Return the address of a list with cells and actions, and what its page sends."""
    address = reverse("admin:content_searchsynonym_changelist")
    page = client.get(address)
    formset = page.context["cl"].formset
    data = {"_opened": page.context["snapshot"], "_draft": DRAFT}
    for form in (formset.management_form, *formset.forms):
        data |= {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return address, data


def test_cells_of_a_list_are_saved_by_its_button(alice):
    address, data = list_of_synonyms(alice)
    assert alice.post(address, data | {"form-0-order": "77", "_save": "1"}).status_code == 302
    assert saved_on(alice.get(address)) == DRAFT


def test_an_action_about_rows_saves_no_cell(alice):
    address, data = list_of_synonyms(alice)
    answer = alice.post(address, data | {"form-0-order": "77", "action": "archive_selected", "index": "0"})
    assert answer.status_code == 302
    assert not SearchSynonym.objects.filter(order=77).exists()
    assert saved_on(alice.get(address)) == ""


@pytest.mark.parametrize("draft", ["", "x", "<script>", "a" * 50, "zwei drei vier"])
def test_what_is_no_draft_is_not_repeated(alice, address, draft):
    send(alice, address, _draft=draft)
    assert SESSION_KEY not in alice.session


def test_only_the_last_ones_are_kept(alice, address):
    address = reverse("admin:schools_trade_add")
    data = form_data_of_page(alice, address)
    for number in range(MOST_MARKS + 3):
        named = {"_draft": f"draft-{number:04}", "name": f"工种{number}", "slug": f"trade-{number}"}
        assert alice.post(address, data | named).status_code == 302
    assert alice.session[SESSION_KEY][0] == "draft-0003"
    assert len(alice.session[SESSION_KEY]) == MOST_MARKS

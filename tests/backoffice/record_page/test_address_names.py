"""A new record may leave its address name blank; the page's script asks the server for a proposal and for what is wrong."""

import pytest
from django.urls import reverse

from events.models import EventSession, Venue
from schools.models import School
from tests.admin_scene import form_data_of_page

ADD = reverse("admin:events_venue_add")
ASK = reverse("admin:events_eventsession_address_name")


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def test_left_blank_it_is_made_of_the_name(alice):
    data = form_data_of_page(alice, ADD) | {"name": "漆艺坊"}
    assert alice.post(ADD, data).status_code == 302
    assert alice.post(ADD, data | {"name": "漆艺坊！"}).status_code == 302
    assert set(Venue.objects.filter(name__startswith="漆艺坊").values_list("slug", flat=True)) == {"qiyifang", "qiyifang-2"}


def test_a_blank_name_is_the_only_thing_asked_for(alice):
    page = alice.post(ADD, form_data_of_page(alice, ADD))
    assert [error.target for error in page.context["page_errors"]] == ["id_name"]


def test_a_stored_record_keeps_it(alice, scene):
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    page = alice.post(url, form_data_of_page(alice, url) | {"slug": ""})
    assert [error.target for error in page.context["page_errors"]] == ["id_slug"]
    assert School.objects.get(pk=scene.own.school.pk).slug == scene.own.school.slug


def test_new_rows_get_one_too(alice, scene):
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    data = form_data_of_page(alice, url) | {"majors-TOTAL_FORMS": "2"}
    row = {"name": "中药学", "slug": "", "status": "draft", "source": "editor", "school": scene.own.school.pk}
    assert alice.post(url, data | {f"majors-1-{name}": value for name, value in row.items()}).status_code == 302
    assert scene.own.school.majors.get(name="中药学").slug == "zhongyaoxue"


def test_wrong_letters_are_named_in_our_words(alice):
    page = alice.post(ADD, form_data_of_page(alice, ADD) | {"name": "漆艺坊", "slug": "漆 艺"})
    assert "只能用英文字母、数字和连字符" in page.content.decode()


def test_the_page_asks_while_one_types(alice, scene):
    url = reverse("admin:events_eventsession_add")
    assert f'data-address-names="{ASK}"' in alice.get(url).content.decode()
    assert alice.get(ASK, {"text": "针灸体验"}).json() == {"proposed": "zhenjiu-tiyan", "problem": ""}
    taken = {"name": scene.own.session.slug}
    assert "占用" in alice.get(ASK, taken).json()["problem"]
    assert alice.get(ASK, taken | {"record": scene.own.session.pk}).json()["problem"] == ""
    assert alice.get(ASK, {"record": "x" * 30, "text": "\x07"}).status_code == 200


def test_only_those_who_write_such_records_may_ask(client, scene):
    client.force_login(scene.bob)
    assert client.get(ASK, {"text": "针灸体验"}).status_code == 200
    assert client.get(reverse("admin:schools_district_address_name")).status_code == 403
    assert EventSession.objects.count() == 2

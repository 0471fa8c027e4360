"""Errors stand in one list on top of the page, each with a link to its field; rows are called by their number."""

import re

import pytest
from django.urls import reverse

from tests.admin_scene import form_data_of_page

ADD = reverse("admin:events_eventsession_add")


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def errors_of(page):
    return {error.target: error.label for error in page.context["page_errors"]}


def test_fields_and_rows_are_named_and_linked(bob, scene):
    data = form_data_of_page(bob, ADD) | {"title": "", "kind": "experience", "venue": scene.venue.pk}
    data |= {"slots-2-starts_at_0": "2025-05-15", "slots-2-starts_at_1": "10:00"}
    page = bob.post(ADD, data)
    assert errors_of(page) == {"id_title": "标题", "id_slots-2-ends_at_0": "第3个时段：结束"}
    html = page.content.decode()
    for target in errors_of(page):
        assert f'href="#{target}"' in html
        assert re.search(rf'id="{target}"', html)
    assert "有2处要改" in html
    assert html.index("error-summary") < html.index('id="id_title"')


def test_what_concerns_a_row_or_the_whole_page(bob, scene):
    data = form_data_of_page(bob, ADD) | {"title": "x", "kind": "experience", "venue": scene.venue.pk}
    backwards = {"starts_at_0": "2025-05-15", "starts_at_1": "10:00", "ends_at_0": "2025-05-15", "ends_at_1": "09:00"}
    data |= {f"slots-0-{name}": value for name, value in backwards.items()} | {"min_people": "5", "max_people": "2"}
    assert errors_of(bob.post(ADD, data)) == {"": "", "slots-0": "第1个时段"}


def test_a_group_of_boxes_is_linked_as_a_whole(bob, scene):
    data = form_data_of_page(bob, ADD) | {"title": "x", "kind": "experience", "venue": scene.venue.pk, "audiences": ["nobody"]}
    assert errors_of(bob.post(ADD, data)) == {"id_audiences": "面向对象"}


def test_a_page_without_errors_has_no_list(bob):
    page = bob.get(ADD)
    assert page.context["page_errors"] == []
    assert "error-summary" not in page.content.decode()

"""The bureau edits what figures tell, where districts stand and what a trade wears; the public page follows."""

import pytest
from django.urls import reverse

from content.models import SiteSettings
from schools.models import FigureStory
from tests.admin_scene import form_data_of_page
from tests.factories import DistrictFactory, FigureFactory, FigureStoryFactory
from tests.page_text import html_without_breaks

STORY = "admin:schools_figurestory_change"


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def test_a_story_is_written_with_its_figures(alice):
    story = FigureStoryFactory()
    second = FigureFactory(value=7, display="近7个", group="layout")
    url = reverse(STORY, args=[story.pk])
    rows = {"rows-TOTAL_FORMS": "2", "rows-1-figure": second.pk, "rows-1-order": "1", "rows-1-label": "第二个"}
    answer = alice.post(url, {**form_data_of_page(alice, url), "title": "{1}和{2}", "kind": "cells", "place": "numbers", **rows})
    assert answer.status_code == 302
    assert [row.figure for row in FigureStory.objects.get(pk=story.pk).rows.all()][1] == second
    page = html_without_breaks(alice.get("/numbers/"))
    assert "5个和近7个" in page
    assert "第二个" in page


@pytest.mark.parametrize(("title", "sentence"), [("{船}", "花括号里只能写第几个数字"), ("", "要有标题和图")])
def test_what_could_not_be_shown_is_refused_with_a_sentence(alice, title, sentence):
    story = FigureStoryFactory()
    url = reverse(STORY, args=[story.pk])
    assert sentence in alice.post(url, {**form_data_of_page(alice, url), "title": title}).content.decode()


def test_a_tile_is_moved_in_the_back_office(alice):
    district = DistrictFactory(tile_row=0, tile_column=0)
    url = reverse("admin:schools_district_change", args=[district.pk])
    assert alice.post(url, {**form_data_of_page(alice, url), "tile_row": "3", "tile_column": "5"}).status_code == 302
    assert "tile--row-4 tile--column-6" in alice.get("/schools/").content.decode()


def test_the_names_are_changed_in_the_back_office(alice):
    url = reverse("admin:content_sitesettings_change", args=[1])
    alice.get(reverse("admin:content_sitesettings_changelist"))
    assert alice.post(url, {**form_data_of_page(alice, url), "site_name": "柳溪职教周", "city_name": "柳溪"}).status_code == 302
    assert SiteSettings.load().city_name == "柳溪"
    assert "柳溪职教周" in alice.get("/about/").content.decode()

"""Whose pictures an editor of a school sees and may change."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from content.models import Picture
from schools.models import Editorship
from tests.admin_scene import build_scene
from tests.backoffice.test_picture_admin import FIELDS, page
from tests.content.pictures.sample_files import jpeg_bytes, uploaded_file

LIST = reverse("admin:content_picture_changelist")


@pytest.fixture
def scene(db, clock_at):
    made = build_scene(clock_at("2025-05-13T09:30"))
    made.carol = type(made.bob).objects.create_user("carol", is_staff=True)
    Editorship.objects.create(user=made.carol, school=made.other.school)
    made.theirs = add("乙校的图", made.carol)
    made.his = add("甲校的图", made.bob)
    return made


@pytest.fixture
def client(client, scene):
    client.force_login(scene.bob)
    return client


def add(alt_text, user) -> Picture:
    return Picture.objects.create(image=uploaded_file(jpeg_bytes((60, 40))), alt_text=alt_text, minors="none", uploaded_by=user)


def test_list_and_choices_hold_no_picture_of_another_school(client, scene):
    names = {"app_label": "events", "model_name": "eventsession", "field_name": "picture"}
    for answer in (client.get(LIST), client.get(reverse("admin:autocomplete"), names)):
        text = answer.content.decode("unicode_escape" if answer.headers["Content-Type"] == "application/json" else "utf-8")
        assert "甲校的图" in text
        assert "乙校的图" not in text


@pytest.mark.parametrize("name", ["change", "delete", "history", "progress"])
def test_a_guessed_number_gives_nothing(client, scene, name):
    response = client.get(page(name, scene.theirs))
    assert response.status_code in (302, 403, 404)
    assert "乙校的图" not in response.content.decode()


def test_a_picture_of_another_school_cannot_be_chosen_by_its_number(client, scene):
    form_page = client.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    choices = form_page.context["adminform"].form.fields["picture"].queryset
    assert set(choices) == {scene.his, scene.picture}


def test_one_of_another_school_may_be_seen_where_an_own_page_shows_it(client, scene):
    scene.own.session.picture = scene.theirs
    scene.own.session.save()
    assert client.get(page("change", scene.theirs)).status_code == 200
    assert client.post(page("change", scene.theirs), {**FIELDS, "alt_text": "改"}).status_code == 403


def test_what_others_uploaded_for_the_own_page_is_shown_but_not_changed(client, scene):
    html = client.get(page("change", scene.picture)).content.decode()
    assert "由他人上传" in html
    assert client.post(page("change", scene.picture), {**FIELDS, "alt_text": "改"}).status_code == 403
    assert scene.other.session.title not in html
    assert "不归你管理" in html


def test_the_own_one_is_changed(client, scene):
    assert client.post(page("change", scene.his), {**FIELDS, "alt_text": "改"}).status_code == 302
    assert Picture.objects.get(pk=scene.his.pk).alt_text == "改"


def test_colleagues_of_the_school_share_their_pictures(client, scene):
    Editorship.objects.filter(user=scene.carol).delete()
    Editorship.objects.create(user=scene.carol, school=scene.own.school)
    assert client.get(page("change", scene.theirs)).status_code == 200


def test_whoever_has_to_ask_does_not_change_what_the_public_sees(client, scene):
    scene.week.requires_approval = True
    scene.week.save()
    scene.own.session.picture = scene.his
    scene.own.session.save()
    assert client.post(page("change", scene.his), {**FIELDS, "alt_text": "改"}).status_code == 403
    scene.own.session.status = "draft"
    scene.own.session.save()
    assert client.post(page("change", scene.his), {**FIELDS, "alt_text": "改"}).status_code == 302


def test_the_bureau_sees_and_changes_all(client, scene):
    scene.bob.user_permissions.set(Permission.objects.filter(codename__in=["see_every_school", "change_picture", "view_picture"]))
    assert "乙校的图" in client.get(LIST).content.decode()
    assert client.post(page("change", scene.theirs), {**FIELDS, "alt_text": "改"}).status_code == 302

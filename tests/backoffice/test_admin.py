import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from backoffice.form_fields import LinesField, QuotationsField
from backoffice.picture_admin import picture_preview
from content.models import Picture, SiteSettings
from schools.models import School
from tests.admin_scene import form_data_of_page


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


def test_lines_and_list_are_the_same():
    field = LinesField(required=False)
    assert field.prepare_value(["一", "二"]) == "一\n二"
    assert field.clean(" 一 \r\n\r\n二") == ["一", "二"]
    assert field.clean("") == []
    assert not field.has_changed(["一"], "一\n")


@pytest.mark.parametrize("line", ["a01｜原话", "a01|原话", " a01 ｜ 原话 "])
def test_quotation_line_is_understood(line):
    assert QuotationsField().clean(line) == [{"ref": "a01", "quote": "原话"}]


@pytest.mark.parametrize("line", ["原话", "｜原话", "a01｜", "a01｜⇒Words", "{"])
def test_bad_quotation_line_is_named(line):
    with pytest.raises(ValidationError) as refusal:
        QuotationsField().clean(f"a01｜原话\n{line}")
    assert "2" in str(refusal.value.messages[0])


@pytest.mark.parametrize("line", ["a01｜原话⇒Words", " a01 | 原话 => Words "])
def test_quotation_may_carry_a_rendering(line):
    assert QuotationsField().clean(line) == [{"ref": "a01", "quote": "原话", "en": "Words"}]


@pytest.mark.parametrize("more", [{}, {"en": "A, B | C"}])
def test_quotation_keeps_its_own_bars(more):
    value = [{"ref": "a01", "quote": "甲|乙｜丙", **more}]
    assert QuotationsField().clean(QuotationsField().prepare_value(value)) == value


def test_saving_an_unchanged_school_changes_nothing(client, scene):
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    assert client.post(url, form_data_of_page(client, url)).status_code == 302
    school = School.objects.get(pk=scene.own.school.pk)
    assert school.aliases == ["老名"]
    assert school.quotations == [{"ref": "a01", "quote": "原话"}]


def test_bad_quotation_is_an_error_beside_the_field(client, scene):
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    response = client.post(url, {**form_data_of_page(client, url), "quotations": "没有编号"})
    assert response.status_code == 200
    assert "quotations" in response.context["adminform"].form.errors


def test_publish_and_unpublish_are_in_the_history(client, scene):
    school = scene.own.school
    for action, status in (("unpublish_selected", "draft"), ("publish_selected", "published")):
        client.post(reverse("admin:schools_school_changelist"), {"action": action, "_selected_action": school.pk})
        assert School.objects.get(pk=school.pk).status == status
        latest = school.history.first()
        assert (latest.status, latest.history_user) == (status, scene.alice)


@pytest.mark.parametrize("term", ["甲校", "jiaxiao", "JIAXIAO", "ｊｘ", "jiaxiao jx", "no-such"])
def test_records_are_found_however_their_name_is_typed(client, scene, term):
    found = client.get(reverse("admin:schools_school_changelist"), {"q": term}).context["cl"].queryset
    assert (scene.own.school in found) == (term != "no-such")
    assert scene.other.school not in found


def test_site_settings_open_directly(client):
    response = client.get(reverse("admin:content_sitesettings_changelist"))
    assert response.url == reverse("admin:content_sitesettings_change", args=[1])
    assert client.post(response.url, {"site_name": "活动周", "password_max_age_days": 90}).status_code == 302
    assert SiteSettings.load().site_name == "活动周"


def test_preview_has_the_shape_of_the_picture(scene):
    assert 'width="320" height="160"' in picture_preview(scene.picture)
    assert picture_preview(None) == picture_preview(Picture()) == "—"


def test_uploaded_picture_is_served_and_nothing_else(client, scene):
    served = client.get(scene.picture.image.url)
    assert (served.headers["Content-Type"], served.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    assert client.get("/media/pictures/../../settings.py").status_code in (400, 404)
    assert client.get("/media/secret_key").status_code == 404

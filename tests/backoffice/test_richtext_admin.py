import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import User
from backoffice.proposals.models import ProposedChange
from content.models import Picture
from content.pictures.markup import rendition_url
from events.models import EventSession
from schools.models import Editorship
from tests.admin_scene import form_data_of_page, png_upload

PREVIEW = "/admin/richtext/preview/"
PICTURE = "/admin/richtext/picture/"
DOCUMENT = "/admin/richtext/document/"
UPLOAD = "/admin/richtext/upload/"


@pytest.fixture
def client(client, scene):
    client.force_login(scene.bob)
    return client


@pytest.fixture
def foreign(scene):
    """A picture of another school's editor."""
    eve = User.objects.create_user("eve", is_staff=True)
    Editorship.objects.create(user=eve, school=scene.other.school)
    return Picture.objects.create(image=png_upload(), alt_text="乙校的", minors="none", uploaded_by=eve)


def address(scene):
    return reverse("admin:events_eventsession_change", args=[scene.own.session.pk])


def test_every_markdown_field_has_the_text_box(client, scene):
    html = client.get(address(scene)).content.decode()
    assert html.count('class="richtext"') == 2
    assert html.count('class="richtext__look"') == 2
    assert "lookup_id_description_picture" in html
    assert "可以用：标题" in html


def test_english_fields_say_so(client, scene):
    form = client.get(address(scene)).context["adminform"].form
    marked = {name for name, field in form.fields.items() if field.widget.attrs.get("lang") == "en"}
    assert {"title_en", "description_en", "summary_en"} <= marked
    assert "description" not in marked


def test_what_saving_took_out_is_told(client, scene):
    client.force_login(scene.alice)
    data = {**form_data_of_page(client, address(scene)), "description": "**学** <script>alert(1)</script>"}
    response = client.post(address(scene), data)
    assert response.status_code == 302
    assert EventSession.objects.get(pk=scene.own.session.pk).description == "**学**"
    assert any("alert(1)" in str(message) for message in get_messages(response.wsgi_request))


def test_what_a_proposal_lost_is_told_to_its_author(client, scene):
    data = {**form_data_of_page(client, address(scene)), "description": "**学** <script>alert(1)</script>"}
    response = client.post(address(scene), data)
    assert ProposedChange.objects.get().changes[0]["after"] == "**学**"
    assert any("alert(1)" in str(message) for message in get_messages(response.wsgi_request))


def test_nothing_is_told_when_nothing_went(client, scene):
    data = {**form_data_of_page(client, address(scene)), "description": "**学**"}
    levels = [message.level_tag for message in get_messages(client.post(address(scene), data).wsgi_request)]
    assert "warning" not in levels


def test_preview_is_what_the_public_will_see(client, scene):
    response = client.post(PREVIEW, {"text": f"## 题\n<b>学</b>\n\n![a](picture:{scene.picture.pk})\n\n<ftp://a.example>"})
    html = response.content.decode()
    assert "<h2>题</h2>" in html
    assert 'width="800"' in html
    assert "&lt;b&gt;" in html
    assert "ftp://a.example" in html


def test_preview_and_names_keep_to_the_pictures_one_may_see(client, foreign):
    html = client.post(PREVIEW, {"text": f"![a](picture:{foreign.pk})"}).content.decode()
    assert "<img" not in html
    assert client.get(PICTURE, {"id": foreign.pk}).status_code == 404


def test_a_guessed_picture_is_refused_like_an_unknown_one(client, scene, foreign):
    sentences = []
    for number in (foreign.pk, 999):
        data = {**form_data_of_page(client, address(scene)), "description": f"![a](picture:{number})"}
        response = client.post(address(scene), data)
        sentences.append(response.context["adminform"].form.errors["description"][0].replace(str(number), "?"))
    assert sentences[0] == sentences[1]


def test_name_of_a_picture(client, scene):
    found = client.get(PICTURE, {"id": scene.picture.pk}).json()
    assert found == {"id": scene.picture.pk, "name": "车间", "address": rendition_url(scene.picture, 640)}


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣"])
def test_no_picture_of_that_number(client, number):
    assert client.get(PICTURE, {"id": number}).status_code == 404


def test_who_may_not_see_pictures_has_no_button(client, scene):
    group = scene.bob.groups.get()
    group.permissions.remove(*group.permissions.filter(content_type__model="picture"))
    assert "lookup_id_description_picture" not in client.get(address(scene)).content.decode()
    assert client.get(PICTURE, {"id": scene.picture.pk}).status_code == 404


def test_the_editor_reads_what_the_parser_reads(client):
    html = client.post(DOCUMENT, {"text": "# 甲\r\n\r\n- 一\n- 二\n\n![说明](picture:999)<b>"}).content.decode()
    assert html == (
        "<h1>甲</h1><ul data-tight><li><p>一</p></li><li><p>二</p></li></ul>"
        '<figure data-picture="999">说明</figure><p>&lt;b&gt;</p>'
    ).replace("data-tight", 'data-tight=""')


def test_a_picture_is_stored_as_on_its_own_page(client, scene):
    html = client.get(UPLOAD).content.decode()
    assert 'id="picture_alt_text"' in html
    described = {"alt_text": "车床", "credit": "", "minors": "none", "focal_x": 50, "focal_y": 50, "_popup": 1}
    stored = client.post(UPLOAD, {**described, "image": png_upload()})
    assert stored.status_code == 201
    assert Picture.objects.get(pk=stored.json()["id"]).uploaded_by == scene.bob


def test_a_picture_without_description_is_asked_again(client):
    answer = client.post(UPLOAD, {"image": png_upload(), "focal_x": 50, "focal_y": 50, "_popup": 1})
    assert answer.status_code == 200
    assert answer.content.decode().count('class="errorlist"') == 2
    assert Picture.objects.filter(alt_text="").count() == 0


def test_who_may_not_add_pictures_uploads_none(client, scene):
    scene.bob.groups.get().permissions.remove(*scene.bob.groups.get().permissions.filter(codename="add_picture"))
    assert client.get(UPLOAD).status_code == 403
    assert 'data-upload=""' in client.get(address(scene)).content.decode()


def test_for_staff_only(client):
    client.logout()
    assert client.post(DOCUMENT, {"text": "a"}).status_code == 302
    assert client.get(UPLOAD).status_code == 302
    assert client.post(PREVIEW, {"text": "a"}).status_code == 302
    assert client.get(PICTURE, {"id": 1}).status_code == 302


def test_preview_is_sent_never_fetched(client):
    assert client.get(PREVIEW).status_code == 405

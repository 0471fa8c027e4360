"""Admin page of a picture: validation, pending uploads, deletion."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Picture
from content.pictures import renditions
from content.pictures.pending_upload import PendingUpload, load_pending_upload
from tests.content.full_disk import small_disk  # noqa: F401 (a fixture)
from tests.content.pictures.sample_files import HEIC, jpeg_bytes, phone_photo, uploaded_file

ADD = reverse("admin:content_picture_add")
FIELDS = {"focal_x": 30, "focal_y": 70, "alt_text": "学生在车间", "alt_text_en": "", "credit": "王老师", "minors": "none"}


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


def page(name, picture):
    return reverse(f"admin:content_picture_{name}", args=[picture.pk])


def stored_bytes(picture) -> bytes:
    with picture.image.open() as file:
        return file.read()


def newest() -> Picture:
    return Picture.objects.order_by("-pk").first()


def test_added_with_focus_and_uploader(client, scene):
    assert client.post(ADD, {**FIELDS, "image": uploaded_file(phone_photo())}).status_code == 302
    picture = newest()
    assert (picture.focal_x, picture.focal_y, picture.uploaded_by) == (30, 70, scene.alice)
    assert (picture.width, picture.height) == (400, 200)
    assert picture.image.name.startswith("pictures/")
    assert b"Exif" not in stored_bytes(picture)


def test_on_a_full_disk_a_sentence_says_that_nothing_was_saved(client, small_disk):  # noqa: F811
    (small_disk.folder / "pictures").mkdir()
    small_disk.fill(4096)
    client.raise_request_exception = False
    response = client.post(ADD, {**FIELDS, "image": uploaded_file(jpeg_bytes((1800, 1800)))})
    assert response.status_code == 507
    assert "没有保存" in response.content.decode()
    assert Picture.objects.count() == 1  # the scene's own
    assert small_disk.list_files() == []


@pytest.mark.parametrize("missing", ["alt_text", "minors", "focal_x"])
def test_nothing_is_stored_without_its_declarations_and_the_file_is_kept(client, scene, missing):
    response = client.post(ADD, {**FIELDS, missing: "", "image": uploaded_file(jpeg_bytes())})
    form = response.context["adminform"].form
    assert set(form.errors) == {missing}
    assert Picture.objects.count() == 1
    html = response.content.decode()
    token = form["image"].value().token
    assert f'name="image-kept" value="{token}"' in html
    assert "不必重新选择" in html
    assert client.post(ADD, {**FIELDS, "image-kept": token}).status_code == 302
    assert stored_bytes(newest()) == load_pending_upload(token, scene.alice.pk).read()


def test_another_file_goes_before_the_kept_one(client, scene):
    first = client.post(ADD, {**FIELDS, "alt_text": "", "image": uploaded_file(jpeg_bytes())})
    token = first.context["adminform"].form["image"].value().token
    client.post(ADD, {**FIELDS, "image-kept": token, "image": uploaded_file(jpeg_bytes((90, 90)))})
    assert newest().width == 90


@pytest.mark.parametrize("token", ["made-up", "", "pictures/other.jpg"])
def test_a_made_up_token_names_no_file(client, scene, token):
    response = client.post(ADD, {**FIELDS, "image-kept": token})
    assert set(response.context["adminform"].form.errors) == {"image"}


def test_a_kept_file_that_was_swept_must_be_chosen_again(client, scene):
    response = client.post(ADD, {**FIELDS, "alt_text": "", "image": uploaded_file(jpeg_bytes())})
    value = response.context["adminform"].form["image"].value()
    assert isinstance(value, PendingUpload)
    default_storage.delete(value.url.removeprefix("/media/"))
    response = client.post(ADD, {**FIELDS, "image-kept": value.token})
    assert set(response.context["adminform"].form.errors) == {"image"}


def test_a_refusal_stands_beside_the_field_and_what_was_typed_stays(client, scene):
    html = client.post(ADD, {**FIELDS, "image": uploaded_file(HEIC)}).content.decode()
    assert "HEIC" in html
    assert "兼容性最佳" in html
    assert 'value="学生在车间"' in html


def test_a_popup_hands_the_new_picture_to_the_sessions_form(client, scene):
    response = client.post(ADD + "?_popup=1", {**FIELDS, "_popup": "1", "image": uploaded_file(jpeg_bytes())})
    assert response.status_code == 200
    assert f"&quot;value&quot;: &quot;{newest().pk}&quot;" in response.content.decode()


def test_changed_without_choosing_the_file_again(client, scene):
    before = scene.picture.image.name
    assert client.post(page("change", scene.picture), {**FIELDS, "alt_text": "新的说明"}).status_code == 302
    scene.picture.refresh_from_db()
    assert (scene.picture.alt_text, scene.picture.image.name) == ("新的说明", before)


def test_progress_is_told_until_the_sizes_exist(client, scene):
    html = client.get(page("change", scene.picture)).content.decode()
    assert f'data-state="preparing" data-url="{page("progress", scene.picture)}"' in html
    assert client.get(page("progress", scene.picture)).json()["state"] == "preparing"
    renditions.prepare_renditions(scene.picture.pk)
    assert client.get(page("progress", scene.picture)).json() == {"state": "ready", "text": "各种尺寸均已备好。"}
    Picture.objects.update(files=[])
    assert client.get(page("progress", scene.picture)).json()["state"] == "failed"


def test_deleting_is_refused_with_where_it_is_shown(client, scene):
    for response in (client.get(page("delete", scene.picture)), client.post(page("delete", scene.picture), {"post": "yes"})):
        html = response.content.decode()
        assert "还用在这些地方" in html
        assert reverse("admin:events_eventsession_change", args=[scene.own.session.pk]) in html
    assert Picture.objects.filter(pk=scene.picture.pk).exists()


def test_one_that_is_shown_nowhere_is_deleted(client, scene):
    client.post(ADD, {**FIELDS, "image": uploaded_file(jpeg_bytes())})
    picture = newest()
    assert client.post(page("delete", picture), {"post": "yes"}).status_code == 302
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_many_at_once_are_not_deleted_past_that(client, scene):
    client.post(ADD, {**FIELDS, "image": uploaded_file(jpeg_bytes())})
    chosen = {"action": "delete_selected", "_selected_action": [scene.picture.pk, newest().pk], "post": "yes"}
    html = client.post(reverse("admin:content_picture_changelist"), chosen).content.decode()
    assert "还用在这些地方" in html
    assert Picture.objects.count() == 2


@pytest.mark.usefixtures("without_public_cache")
def test_list_needs_as_many_queries_for_thirty_as_for_one(client, scene, django_assert_num_queries):
    url = reverse("admin:content_picture_changelist")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    Picture.objects.bulk_create(
        Picture(image=f"pictures/{n}.jpg", width=10, height=10, alt_text=f"图{n}", minors="none") for n in range(30)
    )
    with django_assert_num_queries(len(few)):
        client.get(url)

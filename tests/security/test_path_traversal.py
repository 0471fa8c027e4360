"""No address leads out of the folder it serves: pictures, static files, downloads, cards."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from content.pictures.pending_upload import load_pending_upload
from schools.models import School
from tests.spreadsheets.sheet_files import build_workbook, upload_file

pytestmark = pytest.mark.django_db

OUT = [
    *("../secret.jpg", "../../secret.jpg", "..%2fsecret.jpg", "%2e%2e/secret.jpg", "%2e%2e%2fsecret.jpg", "..%252fsecret.jpg"),
    *(
        "..%5csecret.jpg",
        "..\\secret.jpg",
        "....//secret.jpg",
        ".%00./secret.jpg",
        "%c0%ae%c0%ae/secret.jpg",
        "a/../../secret.jpg",
    ),
    *("/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd", "file:///etc/passwd", "..;/secret.jpg", "C:%5cwindows%5cwin.ini"),
]
SECRET = b"nobody may read this"


@pytest.fixture
def folders(settings, tmp_path):
    """A secret beside the folders that are served, and one above them."""
    for name in ("media", "static"):
        (tmp_path / name / "pictures").mkdir(parents=True)
    (tmp_path / "static" / "shown.css").write_bytes(b"a{}")
    for folder in (tmp_path, tmp_path / "media"):
        (folder / "secret.jpg").write_bytes(SECRET)
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "media", tmp_path / "static"
    return tmp_path


def read_body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("path", OUT, ids=range(len(OUT)))
def test_pictures_stay_in_their_folder(client, folders, path):
    for prefix in ("/media/pictures/", "/media/", "/media/cards/"):
        answer = client.get(prefix + path)
        assert answer.status_code in (301, 302, 400, 404), answer.status_code
        assert SECRET not in read_body(answer)


@pytest.mark.parametrize("path", OUT, ids=range(len(OUT)))
def test_static_files_stay_in_theirs(rf, folders, path):
    serve = WhiteNoiseMiddleware(lambda request: None)
    serve.add_files(str(folders / "static"), prefix="/static/")
    shown = serve(rf.get("/static/shown.css"))
    assert shown.status_code == 200
    shown.close()
    answer = serve(rf.get("/static/" + path))
    assert answer is None or SECRET not in read_body(answer)


@pytest.mark.parametrize("path", OUT, ids=range(len(OUT)))
def test_parts_of_addresses_name_no_files(client, folders, path):
    for prefix in ("/events/", "/schools/", "/alumni/", "/weeks/", "/bookings/", "/preview/", "/admin/password_link/"):
        for suffix in ("", "/", "/card.png", "/calendar.ics"):
            answer = client.get(prefix + path + suffix)
            assert answer.status_code in (301, 302, 400, 404, 405, 410), (prefix + path + suffix, answer.status_code)
            assert SECRET not in read_body(answer)


@pytest.mark.parametrize("name", ["../../secret.jpg", "/etc/passwd", "pictures/../../secret.jpg"])
def test_a_forged_pending_upload_opens_no_file(folders, name):
    """Its name is signed; and were it not, the storage would not leave its folder."""
    from django.core import signing
    from django.core.exceptions import SuspiciousFileOperation

    from content.pictures import pending_upload

    assert load_pending_upload(name, None) is None
    with pytest.raises(SuspiciousFileOperation):
        load_pending_upload(signing.dumps([name, None], salt=pending_upload.SALT), None)


@pytest.mark.parametrize("name", ["../../evil.xlsx", "/etc/cron.d/evil.xlsx", "..\\evil.xlsx", "a\r\nX: y.xlsx", 'a".xlsx'])
def test_the_name_of_an_uploaded_file_is_only_shown(scene, folders, name):
    job = upload_file(School, scene.alice, build_workbook(学校=[["网址名", "名称"], ["a", "甲校"]]), name=name)
    client = Client()
    client.force_login(scene.alice)
    page = client.get(reverse("admin:schools_school_import_job", args=[job.pk]))
    assert page.status_code == 200
    assert sorted(path.name for path in folders.rglob("*") if "evil" in path.name) == []
    assert not Path("/etc/cron.d/evil.xlsx").exists()
    assert folders / "media" == settings.MEDIA_ROOT

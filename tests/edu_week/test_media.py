"""Uploaded pictures as one machine serves them by itself."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db  # a page that says "not found" reads the site's settings


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def served(client, name, **headers):
    default_storage.save(name, ContentFile(b"x" * 2000))
    return client.get(f"/media/{name}", headers=headers)


@pytest.mark.parametrize(("ending", "kind"), [("jpg", "image/jpeg"), ("webp", "image/webp"), ("avif", "image/avif")])
def test_kind_and_caching(client, ending, kind):
    response = served(client, f"pictures/one.{ending}", accept_encoding="gzip")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Length"] == "2000"
    assert "Content-Encoding" not in response.headers
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.getvalue() == b"x" * 2000


@pytest.mark.parametrize("name", ["pictures/one.svg", "pictures/one.html", "pictures/one", "sheets/one.jpg"])
def test_nothing_else_is_served(client, name):
    assert served(client, name).status_code == 404


def test_no_way_out_of_the_folder(client):
    assert client.get("/media/pictures/../../one.jpg").status_code in (400, 404)
    assert client.get("/media/pictures/%2e%2e/%2e%2e/etc/one.jpg").status_code in (400, 404)
    assert client.get("/media/pictures/none.jpg").status_code == 404


def test_asked_again_it_has_not_changed(client):
    first = served(client, "pictures/one.jpg")
    first.close()
    again = client.get("/media/pictures/one.jpg", headers={"if-modified-since": first.headers["Last-Modified"]})
    assert again.status_code == 304


def test_nothing_is_sent_to_it(client):
    assert client.post("/media/pictures/one.jpg").status_code == 405

"""Files that are too large are discarded, not held in memory or on disk, and every other field of the form arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from content.uploads import bounded
from content.uploads.bounded import TooLarge


@pytest.fixture
def small_bound(monkeypatch):
    monkeypatch.setattr(bounded, "LARGEST", 100_000)


def upload_files(*sizes):
    files = {f"file{number}": SimpleUploadedFile(f"{number}.jpg", b"x" * size) for number, size in enumerate(sizes)}
    request = RequestFactory().post("/", {"alt_text": "车间", **files})
    assert request.POST["alt_text"] == "车间"
    return list(request.FILES.values())


def test_a_file_beyond_the_bound_is_only_named(small_bound):
    (upload,) = upload_files(300_000)
    assert isinstance(upload, TooLarge)
    assert (upload.name, upload.size, upload.file) == ("0.jpg", 300_000, None)


def test_files_within_the_bound_arrive(small_bound):
    assert [upload.read() for upload in upload_files(50_000, 40_000)] == [b"x" * 50_000, b"x" * 40_000]


def test_the_bound_is_that_of_the_whole_request(small_bound):
    first, second = upload_files(80_000, 80_000)
    assert first.size == 80_000
    assert isinstance(second, TooLarge)

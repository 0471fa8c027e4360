"""Static files of two releases side by side. A release here is a folder with a style sheet, a script and a picture."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from edu_week import static_releases
from edu_week.file_checks import check_static_files
from edu_week.management.commands import prepare
from edu_week.static_middleware import StaticFilesMiddleware
from edu_week.static_releases import collect_release


@pytest.fixture
def source(settings, tmp_path):
    """The sources of a release; `collect_release` brings them into STATIC_ROOT."""
    folder = tmp_path / "source"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_text("body{color:red}" * 50)
    (folder / "logo.svg").write_text("<svg/>" * 100)
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path / "var", tmp_path / "var" / "static"
    settings.VAR_DIR.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return folder


def list_collected(settings):
    return static_releases.list_files(Path(settings.STATIC_ROOT))


def name_of(settings, source_name):
    return json.loads((Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())["paths"][source_name]


def release(source, text) -> None:
    (source / "css" / "site.css").write_text(text * 50)
    collect_release()


def test_the_last_release_stays_and_the_one_before_goes(source, settings):
    names = []
    for text in ("body{color:red}", "body{color:green}", "body{color:blue}"):
        release(source, text)
        names.append(name_of(settings, "css/site.css"))
    first, second, third = names
    collected = list_collected(settings)
    assert {second, f"{second}.gz", third, f"{third}.gz", name_of(settings, "logo.svg")} <= collected
    assert [name for name in collected if name.startswith(first)] == []
    assert check_static_files(Path(settings.STATIC_ROOT)) == "ok"
    assert sorted(path.name for path in settings.VAR_DIR.iterdir()) == ["static", "static.releases"]


def test_the_same_release_collected_again_keeps_the_last(source, settings):
    release(source, "body{color:red}")
    old = name_of(settings, "css/site.css")
    for _time in range(3):
        release(source, "body{color:green}")
    assert old in list_collected(settings)


def test_a_file_that_is_the_same_is_left_alone(source, settings):
    collect_release()
    logo = Path(settings.STATIC_ROOT) / name_of(settings, "logo.svg")
    before = logo.stat().st_ino
    release(source, "body{color:green}")
    assert logo.stat().st_ino == before


def test_without_a_record_all_that_is_there_counts_as_the_last_release(source, settings):
    (Path(settings.STATIC_ROOT) / "css").mkdir(parents=True)
    (Path(settings.STATIC_ROOT) / "css" / "old.0123456789ab.css").touch()
    collect_release()
    assert "css/old.0123456789ab.css" in list_collected(settings)


def test_a_release_that_cannot_be_collected_changes_nothing(source, settings):
    release(source, "body{color:red}")
    before = list_collected(settings)
    with pytest.raises(Exception, match="missing"):
        release(source, "body{background:url(missing.png)}")
    assert list_collected(settings) == before
    assert not (settings.VAR_DIR / static_releases.COLLECTING).exists()


def test_prepare_mends_what_is_missing_or_damaged(source, settings, monkeypatch):
    monkeypatch.setattr(prepare, "STATIC_STAMP", settings.VAR_DIR / "static.stamp")
    monkeypatch.setattr(prepare, "used_bootstrap", lambda: "")
    settings.DEBUG = False
    prepare.collect_changed_static()
    sheet = Path(settings.STATIC_ROOT) / name_of(settings, "css/site.css")
    sheet.unlink()
    prepare.collect_changed_static()
    assert sheet.read_text().startswith("body{color:red}")
    before = sheet.stat().st_mtime_ns
    prepare.collect_changed_static()
    assert sheet.stat().st_mtime_ns == before
    assert not (settings.VAR_DIR / static_releases.COLLECTING).exists()


@pytest.fixture
def process(source, settings):
    """A process that started with the release collected now; `process(name)` asks it for a file."""
    collect_release()
    settings.DEBUG = False
    middleware = StaticFilesMiddleware(lambda request: None)

    def ask(name):
        return middleware(RequestFactory().get(f"{settings.STATIC_URL}{name}"))

    return ask


def read(answer) -> str:
    text = b"".join(answer.streaming_content).decode()
    answer.close()
    return text


def test_an_old_process_serves_what_a_new_release_names(process, source, settings):
    old = name_of(settings, "css/site.css")
    release(source, "body{color:green}")
    answers = {name: process(name) for name in (old, name_of(settings, "css/site.css"))}
    assert ["red" in read(answer) for answer in answers.values()] == [True, False]
    assert all("immutable" in answer["Cache-Control"] for answer in answers.values())


def test_a_file_that_is_gone_is_not_found_rather_than_an_error(process, source, settings):
    old = name_of(settings, "css/site.css")
    for text in ("body{color:green}", "body{color:blue}"):
        release(source, text)
    assert process(old) is None
    assert process(old) is None


@pytest.mark.parametrize("name", ["../static.releases", "css/../../secret.0123456789ab.txt", "staticfiles.json.bak", "css/"])
def test_nothing_else_is_served(process, settings, name):
    (settings.VAR_DIR / "secret.0123456789ab.txt").write_text("secret")
    assert process(name) is None


def test_collecting_by_hand_is_still_djangos(source, settings):
    call_command("collectstatic", verbosity=0, interactive=False)
    assert check_static_files(Path(settings.STATIC_ROOT)) == "ok"

"""The key everything is signed with: refused where it is weak, made where there is none, and accepted a while after its end."""

import re
from pathlib import Path

import pytest

from edu_week import env, secret_keys
from edu_week.secret_keys import make_secret_key, why_key_is_weak

ROOT = Path(__file__).resolve().parents[2]


def test_key_made_at_random_is_good():
    assert [why_key_is_weak(make_secret_key()) for _number in range(20)] == [""] * 20


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("hunter2", "too short"),
        ("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM", "too short"),
        ("hunter2" * 9, "repeats itself"),
        ("changeme-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM", "known to everybody"),
        ("django-insecure-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM", "known to everybody"),
        ("Only-For-Tests-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM", "known to everybody"),
    ],
)
def test_weak_key_is_told_without_being_repeated(key, problem):
    assert problem in why_key_is_weak(key)
    assert key not in why_key_is_weak(key)


def test_no_key_that_stands_in_the_repository_is_accepted():
    """Whoever sets the portal up copies from its own files first."""
    folders = ("deploy", "benchmarks", "edu_week", "docs")
    files = [ROOT / ".env.example", *(file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())]
    texts = [file.read_text(errors="ignore") for file in files if file.suffix in ("", ".env", ".py", ".md", ".yaml", ".service")]
    written = [key for text in texts for key in re.findall(r"(?<![A-Z_])SECRET_KEY['\"]?\s*[=:] *['\"]?([\w-]{3,})", text)]
    assert "change-me" in written
    assert [key for key in written if not why_key_is_weak(key)] == []


def test_secret_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret_key"
    first = secret_keys.read_or_make_secret_key("SECRET_KEY", stored_in=path)
    assert len(first) >= 50
    assert secret_keys.read_or_make_secret_key("SECRET_KEY", stored_in=path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_secret_that_can_be_kept_nowhere_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(env.SettingError, match=r"^SECRET_KEY is not set"):
        secret_keys.read_or_make_secret_key("SECRET_KEY", stored_in=tmp_path / "var" / "secret_key")


def test_keys_of_before_are_a_list(monkeypatch):
    first, second, now = make_secret_key(), make_secret_key(), make_secret_key()
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f" {first}, {second},")
    assert secret_keys.read_old_secret_keys("SECRET_KEY_FALLBACKS", now) == [first, second]
    with pytest.raises(env.SettingError, match="the key that SECRET_KEY has now"):
        secret_keys.read_old_secret_keys("SECRET_KEY_FALLBACKS", first)

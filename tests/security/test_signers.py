"""Every kind of signed text has a salt of its own, opens one thing alone, and ends where it is a link."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.core import signing
from django.utils import timezone

from content.pictures import orphan_files, pending_upload
from tests.security.signers import HASHES, OF_DJANGO, SIGNED, opens_preview

ROOT = Path(__file__).resolve().parents[2]
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
SIGNING_CALLS = {"Signer", "TimestampSigner", "dumps", "loads", "salted_hmac", "set_signed_cookie", "get_signed_cookie"}
ALL = SIGNED | OF_DJANGO

pytestmark = pytest.mark.django_db


def list_salts() -> dict[str, set[str]]:
    """Return each salt with the modules that sign with it; calls without one stand under a blank salt."""
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and is_signing_call(node):
                    found.setdefault(read_salt(node, tree), set()).add(str(path.relative_to(ROOT)))
    return found


def is_signing_call(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    is_json = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") != "signing"
    return name in SIGNING_CALLS and not (name in ("dumps", "loads") and is_json)


def read_salt(node: ast.Call, tree: ast.Module) -> str:
    given = [word.value for word in node.keywords if word.arg in ("salt", "key_salt")]
    salt = given[0] if given else node.args[0] if node.args and getattr(node.func, "id", "") == "salted_hmac" else None
    return read_text_of(salt, tree)


def read_text_of(node, tree: ast.Module) -> str:
    """Return a text, also one in a constant of the module; of one that is put together, what is known of it."""
    if isinstance(node, ast.Name):
        named = [
            line.value for line in tree.body if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == node.id
        ]
        return read_text_of(named[0], tree) if named else ""
    if isinstance(node, ast.FormattedValue):
        return read_text_of(node.value, tree)
    if isinstance(node, ast.JoinedStr):  # “opened.” of a salt for each page
        return "".join(read_text_of(part, tree) for part in node.values)
    return node.value if isinstance(node, ast.Constant) else ""


def test_every_salt_is_named_and_belongs_to_one_module():
    salts = list_salts()
    assert "" not in salts, f"signed without a salt of its own: {salts.get('')}"
    assert {salt: modules for salt, modules in salts.items() if len(modules) > 1} == {}
    assert set(salts) - HASHES == set(SIGNED), "each kind stands in tests/security/signers.py, so that the tests below try it"


def test_no_salt_begins_with_another():
    assert [(one, other) for one in SIGNED for other in SIGNED if one != other and one.startswith(other)] == []


@pytest.mark.parametrize("name", ALL)
def test_signed_text_opens_what_it_was_made_for_and_nothing_else(name):
    text = ALL[name].make()
    assert ALL[name].accepts(text)
    assert [other for other, kind in ALL.items() if other != name and kind.accepts(text)] == []


@pytest.mark.parametrize("name", ALL)
def test_changed_text_opens_nothing(name):
    text = ALL[name].make()
    for changed in (text[:-1] + ("A" if text[-1] != "A" else "B"), text[1:], text + "A", text[: len(text) // 2], ""):
        if name == "events.booking-form" and not changed:
            continue  # a form without a stamp is accepted: it is optional for a client
        if name == "events.proof-of-work" and changed in (text + "A", text[:-1] + "A", text[:-1] + "B"):
            continue  # what follows the padding of Base64 says nothing
        assert not ALL[name].accepts(changed), changed


def test_a_snapshot_is_of_one_page():
    from backoffice.conflicts.snapshot import sign_snapshot, unsign_snapshot

    assert unsign_snapshot(sign_snapshot({"a": {}}, "one"), "other") == {}


class TestWhatIsALinkEnds:
    """A check-in code ends with its booking, which the door looks up; what a form carries has no power of its own."""

    @pytest.fixture
    def in_time(self, monkeypatch):
        real, passed = signing.time.time, dt.timedelta()

        def move(**span):
            nonlocal passed
            passed = dt.timedelta(**span)

        monkeypatch.setattr(signing.time, "time", lambda: real() + passed.total_seconds())
        return move

    def test_preview_after_a_week(self, in_time):
        token = SIGNED["content.preview"].make()
        in_time(days=6, hours=23)
        assert opens_preview(token)
        in_time(days=7, seconds=5)
        assert not opens_preview(token)

    @pytest.mark.parametrize(("name", "seconds"), [("backoffice.number_search", 3600), ("events.phone_check", 1800)])
    def test_what_is_good_for_an_hour_or_half(self, in_time, name, seconds):
        text = SIGNED[name].make()
        in_time(seconds=seconds - 60)
        assert SIGNED[name].accepts(text)
        in_time(seconds=seconds + 60)
        assert not SIGNED[name].accepts(text)

    def test_pending_upload_before_its_file_goes(self, in_time):
        token = SIGNED["content.pictures.pending_upload"].make()
        in_time(seconds=pending_upload.VALID_SECONDS + 5)
        assert not SIGNED["content.pictures.pending_upload"].accepts(token)
        assert orphan_files.ORPHAN_GRACE_PERIOD.total_seconds() > pending_upload.VALID_SECONDS

    def test_password_link_after_its_days(self, later, settings):
        from accounts.invitations import password_links

        link = password_links.find_password_link(SIGNED["accounts.invitations.password_links"].make())
        assert password_links.why_link_unusable(link) == ""
        later(days=settings.INVITATION_DAYS, seconds=1)
        assert password_links.why_link_unusable(link) != ""

    def test_reset_link_after_a_day(self, monkeypatch):
        token = OF_DJANGO["password reset"].make()
        later = timezone.now().replace(tzinfo=None) + dt.timedelta(days=2)
        monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
        assert not OF_DJANGO["password reset"].accepts(token)

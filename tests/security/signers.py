"""All that the portal signs: how each is made, and whether it is accepted where it is meant for.

`tests/security/test_signers.py` compares the list with what the source signs.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.tokens import default_token_generator
from django.core import signing

from accounts.invitations import password_links
from accounts.models import User
from backoffice.conflicts.snapshot import sign_snapshot, unsign_snapshot
from backoffice.form_drafts.sent_forms import sign_author, unsign_author
from backoffice.number_search import read_number_search, sign_number_search
from backoffice.previews.links import make_preview_token, read_preview_token
from content.pictures.pending_upload import load_pending_upload, store_pending_upload
from content.uploads.normalisation import NormalisedImage
from events.bookings import checkin_codes, phone_checks, spam_guard
from tests.content.pictures.sample_files import jpeg_bytes
from tests.events.bookings.test_spam_guard import solve_challenge
from tests.factories import SchoolFactory
from tests.factories.events import BookingFactory


class SignedKind(NamedTuple):
    """`make` returns signed text, `accepts` says whether it opens what it was made for."""

    make: Callable[[], str]
    accepts: Callable[[str], bool]


def make_password_link() -> str:
    user = User.objects.get_or_create(username="linked", is_staff=True)[0]
    link = password_links.create_password_link(user, "reset", made_by=user)
    return password_links.password_link_url(link).rstrip("/").rpartition("/")[2]


def opens_preview(text: str) -> bool:
    try:
        return read_preview_token(text)[0] is not None
    except signing.BadSignature:
        return False


def make_pending_upload() -> str:
    return store_pending_upload(NormalisedImage(jpeg_bytes((40, 30))), 7)


def make_session_cookie() -> str:
    """Sessions are rows of the database: the cookie is a random key, which nothing signs; what stands in the row is signed."""
    from qsessions.backends.db import SessionStore

    return SessionStore().encode({"told": "something"})


def reads_session(text: str) -> bool:
    from qsessions.backends.db import SessionStore

    return SessionStore().decode(text) == {"told": "something"}


def make_reset_token() -> str:
    user = User.objects.get_or_create(username="forgetful", is_staff=True)[0]
    return default_token_generator.make_token(user)


def accepts_reset_token(text: str) -> bool:
    return default_token_generator.check_token(User.objects.filter(username="forgetful").first(), text)


def make_author() -> str:
    return sign_author(User.objects.get_or_create(username="author", is_staff=True)[0])


def make_checkin_code() -> str:
    return checkin_codes.checkin_code(BookingFactory().reference)


def finds_number(text: str) -> bool:
    search = read_number_search(text)
    return search is not None and search.ids is not None


SIGNED = {
    "accounts.invitations.password_links": SignedKind(
        make_password_link, lambda text: password_links.find_password_link(text) is not None
    ),
    "content.preview": SignedKind(lambda: make_preview_token(SchoolFactory(status="draft")), opens_preview),
    "content.pictures.pending_upload": SignedKind(make_pending_upload, lambda text: load_pending_upload(text, 7) is not None),
    "events.booking-form": SignedKind(
        lambda: spam_guard.sign_form_time(is_returned=True), lambda text: not spam_guard.find_robot_sign(trap="", stamp=text)
    ),
    "events.checkin": SignedKind(make_checkin_code, lambda text: checkin_codes.read_signed_reference(text)[1]),
    "backoffice.form_draft.author": SignedKind(make_author, lambda text: unsign_author(text) is not None),
    "backoffice.number_search": SignedKind(lambda: sign_number_search("13800000001"), finds_number),
    "events.phone_check": SignedKind(
        lambda: phone_checks.sign_proof("13800000001"), lambda text: phone_checks.is_proof_of(text, "13800000001")
    ),
    "events.proof-of-work": SignedKind(
        lambda: solve_challenge(spam_guard.create_challenge()), lambda text: spam_guard.is_valid_proof(text, request="one")
    ),
    "opened.": SignedKind(
        lambda: sign_snapshot({"a": {"1": {"name": "x"}}}, "a-page"), lambda text: unsign_snapshot(text, "a-page") != {}
    ),
}
# Salts of hashes, which nobody is given; the last two make the key of an account's drafts, which that account alone is given.
HASHES = {
    *("events.phone_check.phone", "events.phone_check.code"),
    *("backoffice.form_draft.key", "backoffice.form_draft.owner"),
}
# Django's own, which have salts of theirs.
OF_DJANGO = {
    "sessions": SignedKind(make_session_cookie, reads_session),
    "password reset": SignedKind(make_reset_token, accepts_reset_token),
}

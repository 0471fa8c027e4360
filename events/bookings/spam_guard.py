"""Protection against robots that asks nothing of people.

The trap field and the signed time of the form act only where their field is present, and once: the form that comes back
passes. The proof of work is off unless PROOF_OF_WORK is set; then every booking needs one, which the page's script computes
in a second or two.
"""

import datetime as dt
import hashlib
import time

from altcha import ChallengeOptionsV1, PayloadV1, create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.core.cache import caches
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

MIN_FORM_SECONDS = 0.5  # between showing and sending a form; even autofill and one tap take longer
MAX_PROOF_HASHES = 50_000  # the most hashes to try; an old phone manages about that many in a second
PROOF_LIFETIME = dt.timedelta(hours=1)
PROOF_SALT = "events.proof-of-work"
RETURNED = ":returned"


def make_stamp_signer() -> Signer:
    return Signer(salt="events.booking-form")


def sign_form_time(*, is_returned: bool = False) -> str:
    """Return the real time at which a form is shown, signed; `is_returned` if it was sent before and comes back filled in."""
    return make_stamp_signer().sign(f"{time.time():.3f}{RETURNED if is_returned else ''}")


def find_robot_sign(*, trap: str, stamp: str) -> str:
    """Return the sentence that sends a form back once because a robot may have filled it in, else a blank one.

    A missing stamp is accepted. The form that comes back carries a stamp that says so, and passes whatever its trap
    contains and however quickly it is sent: browsers and password managers fill in hidden fields too.
    """
    try:
        shown_at = make_stamp_signer().unsign(stamp) if stamp else ""
    except BadSignature:
        return _("This page had expired and has been renewed. Please send it again.")
    if shown_at.endswith(RETURNED):
        return ""
    if trap:
        return _(
            "A hidden field meant to catch automated forms was filled in; it is now empty."
            " Please check the form and send it again."
        )
    if shown_at and time.time() - float(shown_at) < MIN_FORM_SECONDS:
        return _("That was too quick. Please check the form and send it again.")
    return ""


def derive_proof_key(secret_key: str) -> str:
    """Return a key for this purpose alone, so that nothing signed for another one is taken for a challenge."""
    return salted_hmac(PROOF_SALT, "challenge", secret=secret_key, algorithm="sha256").hexdigest()


def create_challenge() -> dict:
    """Return a new challenge for one form, in the shape that the page's script reads (ALTCHA)."""
    expires = dt.datetime.now(dt.UTC) + PROOF_LIFETIME
    options = ChallengeOptionsV1(max_number=MAX_PROOF_HASHES, hmac_key=derive_proof_key(settings.SECRET_KEY), expires=expires)
    return create_challenge_v1(options).to_dict()


def is_valid_proof(text: str, *, request: str) -> bool:
    """Whether it solves a challenge of ours that has neither expired nor been used for another request before."""
    try:
        payload = PayloadV1.from_base64(text)
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        is_done = any(verify_solution_v1(payload.to_dict(), derive_proof_key(key), check_expires=True)[0] for key in keys)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    key, user = f"proof:{payload.challenge}", hashlib.sha256(request.encode("utf-8", "replace")).hexdigest()
    used = caches["limits"]
    return is_done and (used.add(key, user, int(PROOF_LIFETIME.total_seconds())) or used.get(key) == user)

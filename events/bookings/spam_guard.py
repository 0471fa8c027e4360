"""Protection against robots that asks nothing of people.

The trap field and the signed time of the form act only where their field is present. The proof of work is off unless
PROOF_OF_WORK is set; then every booking needs one, which the page's script computes in a second or two.
"""

import datetime as dt
import time

from altcha import ChallengeOptionsV1, PayloadV1, create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer

MIN_FORM_SECONDS = 0.5  # between showing and sending a form; even autofill and one tap take longer
MAX_PROOF_HASHES = 50_000  # the most hashes to try; an old phone manages about that many in a second
PROOF_LIFETIME = dt.timedelta(hours=1)

_signer = Signer(salt="events.booking-form")


def sign_form_time() -> str:
    """Return the real time at which a form is shown, signed."""
    return _signer.sign(f"{time.time():.3f}")


def was_sent_too_quickly(value: str) -> bool:
    """Whether the form came back faster than people type. A missing time is accepted, a forged one is not."""
    if not value:
        return False
    try:
        return time.time() - float(_signer.unsign(value)) < MIN_FORM_SECONDS
    except BadSignature:
        return True


def create_challenge() -> dict:
    """Return a new challenge for one form, in the shape that the page's script reads (ALTCHA)."""
    expires = dt.datetime.now(dt.UTC) + PROOF_LIFETIME
    options = ChallengeOptionsV1(max_number=MAX_PROOF_HASHES, hmac_key=settings.SECRET_KEY, expires=expires)
    return create_challenge_v1(options).to_dict()


def is_valid_proof(text: str) -> bool:
    """Whether it solves a challenge of ours that has neither expired nor been used before."""
    try:
        payload = PayloadV1.from_base64(text)
        is_done, _problem = verify_solution_v1(payload.to_dict(), settings.SECRET_KEY, check_expires=True)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return is_done and cache.add(f"proof:{payload.challenge}", 1, int(PROOF_LIFETIME.total_seconds()))

"""What slows robots down without asking people anything.

The trap field and the stamp act only where their field is present. The proof of work is off unless PROOF_OF_WORK says
otherwise; then every booking needs one, which the page's script computes in a second or two.
"""

import datetime as dt
import time

from altcha import ChallengeOptionsV1, PayloadV1, create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer

MIN_FORM_SECONDS = 0.5  # from the form's being shown to its being sent; autofill and one tap take longer
MAX_PROOF_HASHES = 50_000  # hashes to try, at most; an old phone does about as many in a second
PROOF_LIFETIME = dt.timedelta(hours=1)

_signer = Signer(salt="events.booking-form")


def sign_form_time() -> str:
    """The moment of real time at which a form is shown, signed."""
    return _signer.sign(f"{time.time():.3f}")


def was_sent_too_quickly(value: str) -> bool:
    """Whether the form came back at once. A stamp that is missing says nothing; a forged one is none of ours."""
    if not value:
        return False
    try:
        return time.time() - float(_signer.unsign(value)) < MIN_FORM_SECONDS
    except BadSignature:
        return True


def create_challenge() -> dict:
    """A new piece of work for one form, as its script reads it."""
    expires = dt.datetime.now(dt.UTC) + PROOF_LIFETIME
    options = ChallengeOptionsV1(max_number=MAX_PROOF_HASHES, hmac_key=settings.SECRET_KEY, expires=expires)
    return create_challenge_v1(options).to_dict()


def is_valid_proof(text: str) -> bool:
    """Whether the work was done, of a challenge of ours that is neither too old nor used before."""
    try:
        payload = PayloadV1.from_base64(text)
        is_done, _problem = verify_solution_v1(payload.to_dict(), settings.SECRET_KEY, check_expires=True)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return is_done and cache.add(f"proof:{payload.challenge}", 1, int(PROOF_LIFETIME.total_seconds()))

"""Is it your number? Where PHONE_CHECK is on, a booking needs a code that was sent to its mobile number.

Nothing is held meanwhile. A code is good for ten minutes and five tries, for the number and the form it was sent for.
Numbers that were confirmed are known by a signed proof, in a cookie and in the form, for half an hour. All times are real time.

Staff who book for callers are not asked: they speak with the person, and one who telephones may have no mobile at hand.
"""

import datetime as dt
import logging
import secrets
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from events.models import PhoneCheck
from events.notices.sms import make_code_message, send_code_message, sends_text_messages

SALT = "events.phone_check"
CODE_DIGITS = 6
MOST_TRIES = 5
VALID_FOR = dt.timedelta(minutes=10)
PROOF_SECONDS = 30 * 60
KEPT_FOR = dt.timedelta(days=1)

logger = logging.getLogger(__name__)
# Of a provider that takes long nobody sees it in how long the answer takes; a code that is lost is asked for once more.
senders = ThreadPoolExecutor(max_workers=4, thread_name_prefix="codes")


def asks_for_codes() -> bool:
    """Whether numbers are checked. In a rehearsal they are not, since nothing of it is sent."""
    return settings.PHONE_CHECK and sends_text_messages()


def start_check(phone: str, *, real_now: dt.datetime) -> str:
    """Send a code to the number and return the key of the check.

    Codes sent before stay good for who asked for them: else anybody could void those of a number.
    """
    code, key = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}", secrets.token_urlsafe(24)
    PhoneCheck.objects.create(
        key=key, phone_hash=hash_phone(phone), code_hash=hash_code(key, code), made_at=real_now, expires_at=real_now + VALID_FOR
    )
    senders.submit(send_code, make_code_message(key=key, phone=phone, code=code, minutes=int(VALID_FOR.total_seconds() // 60)))
    return key


def send_code(message):
    try:
        send_code_message(message)
    except Exception as problem:  # the booker asks for another; neither number nor code is written down
        logger.warning("A code could not be sent (%s)", type(problem).__name__)


def confirm_code(key: str, phone: str, code: str, *, real_now: dt.datetime) -> bool:
    """Use up one try and return whether this is the code that was sent to the number.

    Raises `PhoneCheck.DoesNotExist` if there is no such check, or it is over: too old, too many tries, used already.
    """
    running = PhoneCheck.objects.filter(
        key=key, phone_hash__in=list_phone_hashes(phone), checked_at=None, expires_at__gt=real_now, tries__lt=MOST_TRIES
    )
    if not running.update(tries=F("tries") + 1):
        raise PhoneCheck.DoesNotExist
    check = PhoneCheck.objects.get(key=key)
    if not any(constant_time_compare(check.code_hash, hash_code(key, code, secret)) for secret in list_secrets()):
        return False
    return bool(PhoneCheck.objects.filter(pk=check.pk, checked_at=None).update(checked_at=real_now))


def count_tries_left(key: str) -> int:
    check = PhoneCheck.objects.filter(key=key).first()
    return max(MOST_TRIES - check.tries, 0) if check else 0


def sign_proof(phone: str) -> str:
    """Return the proof that the number was confirmed; it does not contain it."""
    return signing.dumps(hash_phone(phone), salt=SALT)


def is_proof_of(proof: str, phone: str) -> bool:
    try:
        proven = signing.loads(proof, salt=SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return any(constant_time_compare(proven, known) for known in list_phone_hashes(phone))


def list_secrets() -> list[str]:
    """Return today's key and those before it, so that a changed key costs nobody a second code."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def list_phone_hashes(phone: str) -> list[str]:
    return [hash_phone(phone, secret) for secret in list_secrets()]


def hash_phone(phone: str, secret: str | None = None) -> str:
    return salted_hmac(f"{SALT}.phone", phone, secret=secret, algorithm="sha256").hexdigest()


def hash_code(key: str, code: str, secret: str | None = None) -> str:
    return salted_hmac(f"{SALT}.code", f"{key}:{code}", secret=secret, algorithm="sha256").hexdigest()


def delete_old_checks(real_now: dt.datetime) -> int:
    return PhoneCheck.objects.filter(made_at__lt=real_now - KEPT_FOR).delete()[0]

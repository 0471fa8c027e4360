"""The second factor of an account: a device that shows a new code every half minute, and recovery codes on paper."""

import math
import re
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
DEVICE_CODE = re.compile(r"[0-9]{6}")
RECOVERY_CODE = re.compile(r"[a-z2-7]{8}")


class CodeRefusedError(Exception):
    """`wait` is the number of seconds until the next attempt; 0 where only the code was wrong."""

    def __init__(self, wait: int = 0):
        super().__init__(wait)
        self.wait = wait


def confirmed_device(user) -> TOTPDevice | None:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def unconfirmed_device(user) -> TOTPDevice:
    """Return the device being set up; opening its page again shows the same key."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "phone"})[0]


def key_uri(device: TOTPDevice, issuer: str) -> str:
    """Return the content of the QR code for an authenticator app (“Key URI format”); `issuer` is the site's name shown there.

    django-otp's own `config_url` takes the issuer from Django's settings, but the site's name is stored in the database.
    """
    issuer = issuer.replace(":", " ")
    label = quote(f"{issuer}:{device.user.get_username()}")
    fields = {"secret": b32encode(device.bin_key).decode(), "algorithm": "SHA1", "digits": device.digits, "period": device.step}
    return f"otpauth://totp/{label}?{urlencode(fields | {'issuer': issuer}, quote_via=quote)}"


def verify_code(user, typed: str):
    """Return the device that accepts this code; raises CodeRefusedError. A recovery code works only once."""
    code = normalise_code(typed)
    if DEVICE_CODE.fullmatch(code):
        return verify_with_device(confirmed_device(user), user, code)
    if RECOVERY_CODE.fullmatch(code):
        return verify_with_device(StaticDevice.objects.devices_for_user(user, confirmed=True).first(), user, code)
    raise CodeRefusedError


def verify_with_device(device, user, code):
    """Return the device; raises CodeRefusedError. django-otp counts and slows down attempts, per device and in real time."""
    if device is None:
        raise CodeRefusedError
    allowed, details = device.verify_is_allowed()
    if not allowed:
        raise CodeRefusedError(wait=max(math.ceil((details["locked_until"] - timezone.now()).total_seconds()), 1))
    verified = verify_token(user, device.persistent_id, code)
    if verified is None:
        raise CodeRefusedError
    return verified


def normalise_code(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower()


def confirm_device(user, typed: str) -> tuple[TOTPDevice, list[str]]:
    """Turn the second factor on; return the device and its recovery codes. Raises CodeRefusedError."""
    # Outside the transaction: a rollback would forget the failed attempt.
    device = verify_with_device(unconfirmed_device(user), user, normalise_code(typed))
    return device, activate_device(user, device)


@transaction.atomic
def activate_device(user, device) -> list[str]:
    TOTPDevice.objects.devices_for_user(user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renew_recovery_codes(user)


@transaction.atomic
def renew_recovery_codes(user) -> list[str]:
    """Replace all recovery codes and return the new ones."""
    StaticDevice.objects.devices_for_user(user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove_second_factor(user):
    TOTPDevice.objects.devices_for_user(user).delete()
    StaticDevice.objects.devices_for_user(user).delete()

"""The second factor of an account: a device that shows a code every half minute, and recovery codes on paper."""

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
SHOWN_CODE = re.compile(r"[0-9]{6}")
RECOVERY_CODE = re.compile(r"[a-z2-7]{8}")


class CodeRefusedError(Exception):  # noqa: N818 (an everyday answer, not a fault)
    """`wait` is the number of seconds until the next try; 0 where only the code was wrong."""

    def __init__(self, wait: int = 0):
        super().__init__(wait)
        self.wait = wait


def confirmed_device(user) -> TOTPDevice | None:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def unconfirmed_device(user) -> TOTPDevice:
    """The one being set up; opening its page again shows the same key."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "phone"})[0]


def key_uri(device: TOTPDevice, issuer: str) -> str:
    """What the QR code tells an authenticator app (the “Key URI format”), with the name the account is filed under there.

    django-otp's own `config_url` takes the issuer from Django's settings, where the name of a site that is data cannot be.
    """
    issuer = issuer.replace(":", " ")
    label = quote(f"{issuer}:{device.user.get_username()}")
    fields = {"secret": b32encode(device.bin_key).decode(), "algorithm": "SHA1", "digits": device.digits, "period": device.step}
    return f"otpauth://totp/{label}?{urlencode(fields | {'issuer': issuer}, quote_via=quote)}"


def verify_code(user, typed: str):
    """The device that accepts this code. A recovery code is gone after it."""
    code = normalise_code(typed)
    if SHOWN_CODE.fullmatch(code):
        return verify_with_device(confirmed_device(user), user, code)
    if RECOVERY_CODE.fullmatch(code):
        return verify_with_device(StaticDevice.objects.devices_for_user(user, confirmed=True).first(), user, code)
    raise CodeRefusedError


def verify_with_device(device, user, code):
    """Tries are counted and slowed down by django-otp, per device and in real time."""
    if device is None:
        raise CodeRefusedError
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise CodeRefusedError(wait=max(math.ceil((why["locked_until"] - timezone.now()).total_seconds()), 1))
    found = verify_token(user, device.persistent_id, code)
    if found is None:
        raise CodeRefusedError
    return found


def normalise_code(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower()


def confirm_device(user, typed: str) -> tuple[TOTPDevice, list[str]]:
    """Turns the second factor on; the recovery codes that belong to it."""
    device = verify_with_device(
        unconfirmed_device(user), user, normalise_code(typed)
    )  # outside: a rollback would forget the failure
    return device, activate_device(user, device)


@transaction.atomic
def activate_device(user, device) -> list[str]:
    TOTPDevice.objects.devices_for_user(user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renew_recovery_codes(user)


@transaction.atomic
def renew_recovery_codes(user) -> list[str]:
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

"""What stops every start: each check with its sentence, and that the commands ask."""

import pytest
from django.core.management import CommandError, call_command

from edu_week.start_checks import refuse_missing_sms_backend

pytestmark = pytest.mark.django_db


class Mute:
    """A backend that cannot send."""


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        ("events.notices.sms.PigeonBackend", "PigeonBackend"),
        ("tests.edu_week.test_start_checks.Mute", "no method `send`"),
        ("nowhere.PigeonBackend", "nowhere"),
    ],
)
def test_sms_backend_that_is_not_there_is_told(settings, backend, reason):
    settings.SMS_BACKEND = backend
    for start in (refuse_missing_sms_backend, lambda: call_command("prepare"), lambda: call_command("serve")):
        with pytest.raises(CommandError, match=reason) as refusal:
            start()
        assert str(refusal.value).startswith(f"Cannot start: SMS_BACKEND={backend} cannot be used:")
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("backend", ["console", "events.notices.sms.ConsoleSmsBackend"])
def test_one_that_is_there_is_not(settings, backend):
    settings.SMS_BACKEND = backend
    refuse_missing_sms_backend()

"""What must be right before anything starts. Each check raises CommandError with one sentence for the operator."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from edu_week.rehearsal.start_check import refuse_live_bookings
from events.notices.sms import get_sms_backend


def refuse_unfit_start():
    refuse_missing_sms_backend()
    refuse_live_bookings()  # last: it asks the database, which may be away


def refuse_missing_sms_backend():
    """Make the backend once: its module may need a package that is not installed, and its class settings that are not set."""
    problem = f"Cannot start: SMS_BACKEND={settings.SMS_BACKEND} cannot be used:"
    try:
        backend = get_sms_backend()
    except (ImportError, ImproperlyConfigured) as error:
        raise CommandError(f"{problem} {str(error).rstrip('.')}.") from None
    if not callable(getattr(backend, "send", None)):
        raise CommandError(f"{problem} it has no method `send`.")

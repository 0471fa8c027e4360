"""Replaces everything in a copy that tells who booked, and every address or code that opens something on the real site."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from qsessions.models import Session

from accounts.models import PasswordLink
from content.models import RehearsalClock
from events.models import Booking, BookingEvent, Notice
from events.models.booking import new_reference, new_token
from events.models.time_slot import new_uid
from spreadsheets.models import SpreadsheetJob

GRADE = 8
DELETED = (
    *(Notice, SpreadsheetJob),  # texts and files that name bookers
    *(DBTaskResult, Session, PasswordLink),  # what would still be done, and who may come in by a cookie or a link
    *(AccessAttempt, AccessFailureLog, AccessLog, RehearsalClock),
)


class MadeUp(dict):
    """Old value → made-up one, the same for the same, so that a number's bookings stay those of one number; blank stays blank."""

    def __init__(self, pattern: str):
        super().__init__({"": "", None: None})
        self.pattern = pattern

    def __missing__(self, value):
        self[value] = self.pattern.format(len(self) - 1)
        return self[value]


def replace_bookers(using: str) -> int:
    """Return how many bookings there are. The portal's other contents stay as they are."""
    with transaction.atomic(using=using):
        for model in DELETED:
            model.objects.using(using).all().delete()
        BookingEvent.objects.using(using).exclude(reason="").update(reason="")
        return replace_bookings(using)


def replace_bookings(using: str) -> int:
    names, phones, mails = MadeUp("演练{}"), MadeUp("199{:08}"), MadeUp("booker{}@example.org")
    schools, classes, plans, texts = MadeUp("演练学校{}"), MadeUp("{}班"), MadeUp("{}"), MadeUp("演练")
    count = 0
    for booking in Booking.objects.using(using).order_by("pk").iterator(chunk_size=500):
        school = booking.school_id or booking.school_name
        if booking.plan and booking.plan not in plans:
            plans[booking.plan] = new_token()
        made_up = {
            "contact_name": names[booking.contact_name],
            "phone": phones[booking.phone],
            "email": mails[booking.email],
            "school_name": schools[school],
            "school": None,
            "grade": booking.grade and GRADE,
            "class_name": classes[booking.class_name],
            "arrival": texts[booking.arrival],
            "access_needs": texts[booking.access_needs],
            "editor_note": "",
            "plan": plans[booking.plan],
        }
        renewed = {"reference": new_reference(), "token": new_token(), "uid": new_uid(), "feed_token": None, "submission": None}
        Booking.objects.using(using).filter(pk=booking.pk).update(content_key="", made_in_rehearsal=True, **made_up, **renewed)
        count += 1
    return count

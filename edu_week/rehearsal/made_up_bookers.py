"""Replaces everything in a copy that tells who booked, and every address or code that opens something on the real site."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from qsessions.models import Session

from accounts.models import PasswordLink
from content.models import RehearsalClock
from events.models import Booking, BookingChange, BookingEvent, Notice, Submission
from events.models.booking import new_reference, new_token
from events.models.class_key import normalise_class_name, strip_to_letters
from events.models.time_slot import new_uid
from spreadsheets.models import SpreadsheetJob

DELETED = (
    *(Notice, SpreadsheetJob, Submission),  # texts and files that name bookers, and what was sent
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
        for history in (BookingEvent, BookingChange):
            history.objects.using(using).exclude(reason="").update(reason="")
        return replace_bookings(using)


def replace_bookings(using: str) -> int:
    names, phones, mails = MadeUp("演练{}"), MadeUp("199{:08}"), MadeUp("booker{}@example.org")
    schools, classes, plans, texts = MadeUp("演练学校{}"), MadeUp("{}班"), MadeUp("{}"), MadeUp("演练")
    count = 0
    for booking in Booking.objects.using(using).order_by("pk").iterator(chunk_size=500):
        school = booking.school_id or strip_to_letters(booking.school_name)
        if booking.plan and booking.plan not in plans:
            plans[booking.plan] = new_token()
        made_up = {
            "contact_name": names[booking.contact_name],
            "phone": phones[booking.phone],
            "email": mails[booking.email],
            "school_name": schools[school],
            "school_id": None,
            "class_name": classes[normalise_class_name(booking.class_name, booking.grade)],
            "arrival": texts[booking.arrival],
            "access_needs": texts[booking.access_needs],
            "editor_note": "",
            "plan": plans[booking.plan],
        }
        made_up |= {"reference": new_reference(), "token": new_token(), "uid": new_uid(), "feed_token": None}
        for name, value in made_up.items():
            setattr(booking, name, value)
        made_up["class_key"] = booking.make_class_key()
        Booking.objects.using(using).filter(pk=booking.pk).update(made_in_rehearsal=True, **made_up)
        count += 1
    return count

"""Who asks to book, and whether the database knows anything of him yet: most people book once, and need no further queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Exists

from content.prepared_queries import Parameter
from events.bookings.queries import NOW
from events.models import Booking, EventSession, Submission, TimeSlot

TOKEN, REQUEST_HASH = Parameter("token", CharField()), Parameter("request_hash", CharField())
PHONE, CLASS_KEY = Parameter("phone", CharField()), Parameter("class_key", CharField())


@dataclass(frozen=True, kw_only=True)
class Asker:
    kind: str
    phone: str
    class_key: str
    token: str
    request_hash: str


@dataclass(frozen=True, kw_only=True)
class KnownSession:
    """A session from memory, with what `columns.SESSION_COLUMNS` names, and the generation of the public pages it is of."""

    session: EventSession
    generation: int

    def attach_to(self, slots: Iterable[TimeSlot]):
        """Give the session to slots read with `generation`. Raises `PublicPagesChanged` if it is not theirs, as it is now."""
        if any((slot.session_id, slot.generation) != (self.session.pk, self.generation) for slot in slots):
            raise PublicPagesChanged
        for slot in slots:
            slot.session = self.session


class PublicPagesChanged(Exception):
    """What was in memory of the public pages no longer stands; whoever used it reads it anew and tries again."""


def has_request() -> Exists:
    """Whether `find_submission` would find something."""
    return Exists(Submission.objects.filter(token=TOKEN, request_hash=REQUEST_HASH))


def has_other_bookings(kind: str) -> Exists:
    """Whether there is a booking that `find_other_bookings` might find."""
    live = Booking.objects.live().filter(kind=kind)
    if kind == Booking.Kind.INDIVIDUAL:
        return Exists(live.filter(phone=PHONE, slot__ends_at__gt=NOW))
    return Exists(live.filter(phone=PHONE)) | Exists(live.filter(class_key=CLASS_KEY))

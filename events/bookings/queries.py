"""The availability of slots, for any number of slots in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Count, DateTimeField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.prepared_queries import Parameter, PreparedQuery
from events.bookings import rules
from events.bookings.columns import SESSION_COLUMNS, list_columns
from events.bookings.errors import BookingError
from events.bookings.look import decide_look
from events.models import Booking, BookingChange, EventSession, TimeSlot
from events.models.booking import LEAST_PEOPLE

NOW = Parameter("now", DateTimeField())


@dataclass(frozen=True, kw_only=True)
class Availability:
    """The current places of one slot. `capacity`, `bookable` and `left` are None where no booking is needed.

    `state` is open, waitlist, full, soon, closed, past or cancelled; `look` is how it is displayed
    (`events.bookings.look`), `look_for_classes` how to somebody who brings a class; `refusal` is the sentence that says why
    it cannot be booked, blank if it can.
    """

    slot_id: int
    state: str
    look: str
    capacity: int | None
    bookable: int | None
    left: int | None
    waiting: int
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    is_live: bool
    look_for_classes: str
    refusal: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_bookable(self) -> bool:
        """Whether whoever it is shown to can book: it is open, and has places enough for the smallest party."""
        return self.is_open and self.look != "too_few"

    @property
    def is_open_to_classes(self) -> bool:
        """Whether a class can book it now: booking for classes closes earlier, and the smallest class must fit."""
        return self.look_for_classes in ("open", "few")

    def as_json(self) -> dict:
        return {
            "capacity": self.capacity,
            "bookable": self.bookable,
            "left": self.left,
            "waiting": self.waiting,
            "state": self.state,
            "look": self.look,
        }


def with_places(slots: QuerySet[TimeSlot], now: dt.datetime) -> QuerySet[TimeSlot]:
    """Annotate the places as `annotate_places` does, and `waiting_count`; session, week and venue are selected too."""
    return annotate_waiting_count(annotate_places(slots, now)).select_related("session__week", "session__venue")


def annotate_places(slots: QuerySet[TimeSlot], now: dt.datetime) -> QuerySet[TimeSlot]:
    """Annotate `expired_people` (in bookings and requests for a change not yet settled as lapsed), and the fewest places a
    waiting party would accept: `least_individual`, `least_class`, None without any.

    It takes no longer with a long line than with a short one, for each booking asks it under the lock of the slot.
    """

    def least_of_kind(kind):
        line = Booking.objects.waiting().filter(slot=OuterRef("pk"), kind=kind).annotate(least=LEAST_PEOPLE)
        return Subquery(line.order_by("least").values("least")[:1])

    return slots.annotate(
        expired_people=Coalesce(aggregate_of_slot(Booking.objects.expired(now), total=Sum("people")), 0)
        + Coalesce(aggregate_of_slot(BookingChange.objects.expired(now), total=Sum("places")), 0),
        least_individual=least_of_kind(Booking.Kind.INDIVIDUAL),
        least_class=least_of_kind(Booking.Kind.CLASS),
    )


def annotate_waiting_count(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    return slots.annotate(waiting_count=Coalesce(aggregate_of_slot(Booking.objects.waiting(), total=Count("pk")), 0))


def aggregate_of_slot(rows: QuerySet, **aggregate) -> Subquery:
    return Subquery(rows.filter(slot=OuterRef("pk")).order_by().values("slot").annotate(**aggregate).values(*aggregate))


def is_waited_for(slot: TimeSlot) -> bool:
    """Whether anybody waits for a slot read with `annotate_places`."""
    return slot.least_individual is not None or slot.least_class is not None


def places_left(slot: TimeSlot) -> int:
    """Return the free bookable places of a slot read with `with_places`; expired bookings and requests count as free."""
    return slot.bookable - slot.places_taken + slot.expired_people


def build_attempt(slot: TimeSlot, now: dt.datetime, **more) -> rules.Attempt:
    """Return the `Attempt` to check; the slot must have been read with `annotate_places`."""
    left = places_left(slot)
    return rules.Attempt(
        slot=slot, now=now, left=left, least_waiting=least_people_waiting(slot, now), is_waited_for=is_waited_for(slot), **more
    )


def least_people_waiting(slot: TimeSlot, now: dt.datetime) -> int | None:
    """Return the fewest places that somebody waiting would accept, None if nobody can move up.

    A class can no longer move up once booking for classes has closed.
    """
    least_class = slot.least_class if now < slot.closes_at(for_class=True) else None
    return min((least for least in (slot.least_individual, least_class) if least is not None), default=None)


def slot_availability(slot: TimeSlot, now: dt.datetime, *, for_class: bool | None = None) -> Availability:
    """Return the availability of a slot read with `with_places`, by the same rules that decide about a booking.

    It is as somebody sees it who brings a class, or else comes alone; by default classes where only they can book.
    """
    session = slot.session
    for_class = session.is_for_classes if for_class is None else for_class
    attempt = build_attempt(slot, now, for_any_class=for_class)
    refusal: BookingError | None = rules.why_not(attempt)
    counted = session.takes_bookings and slot.capacity is not None
    state, left = refusal.state if refusal else "open", max(attempt.left, 0) if counted else None
    is_live = slot.starts_at <= now < slot.ends_at and not slot.is_cancelled
    parties = rules.find_party_places(session, for_class=for_class)
    look = decide_look(slot, now, state=state, left=left, is_live=is_live, parties=parties)
    return Availability(
        slot_id=slot.pk,
        state=state,
        look=look,
        capacity=slot.capacity if counted else None,
        bookable=slot.bookable if counted else None,
        left=left,
        waiting=slot.waiting_count,
        opens_at=slot.booking_opens_at if counted else None,
        closes_at=slot.closes_at(for_class=for_class) if counted else None,
        is_live=is_live,
        look_for_classes=look if for_class else find_look_for_classes(slot, now),
        refusal=refusal.sentence if refusal else "",
    )


def find_look_for_classes(slot: TimeSlot, now: dt.datetime) -> str:
    """Return how the slot looks for a class; blank where none is taken."""
    return slot_availability(slot, now, for_class=True).look if slot.session.takes_classes else ""


def availability_by_slot(slots: QuerySet[TimeSlot], now: dt.datetime) -> dict[int, Availability]:
    return {slot.pk: slot_availability(slot, now) for slot in with_places(slots, now)}


def slots_with_availability(
    session: EventSession, now: dt.datetime, *, for_class: bool | None = None
) -> list[tuple[TimeSlot, Availability]]:
    """Return all slots of a session by time, each with its availability as in `slot_availability`."""
    slots = SLOTS_OF_SESSION.fetch(session=session.pk, now=now)
    for slot in slots:
        slot.session = session
    return [(slot, slot_availability(slot, now, for_class=for_class)) for slot in slots]


def build_slots_query() -> QuerySet[TimeSlot]:
    slots = TimeSlot.objects.filter(session=Parameter("session", BigIntegerField())).order_by("starts_at", "pk")
    return annotate_waiting_count(annotate_places(slots, NOW)).only(*list_columns(TimeSlot))


SLOTS_OF_SESSION = PreparedQuery(build_slots_query)
SESSION_BY_SLUG = PreparedQuery(
    lambda: (
        EventSession.objects.published(NOW)
        .filter(slug=Parameter("slug", CharField()))
        .select_related("week", "venue__parent", "host_school")
        .only(*SESSION_COLUMNS, "host_school__name")
    )
)


def get_published_session(slug: str, now: dt.datetime) -> EventSession:
    """Return it with its week and venue and what booking has to know of them. Raises `Http404`."""
    for session in SESSION_BY_SLUG.fetch(slug=slug, now=now):
        return session
    raise Http404


@dataclass(frozen=True, kw_only=True)
class WaitingListPosition:
    """The position of a waiting party in the line. `sentence` says why it has not moved up yet."""

    position: int
    left: int
    sentence: str

    @property
    def ahead(self) -> int:
        """How many parties are before it."""
        return self.position - 1


def waiting_list_position(booking: Booking, now: dt.datetime) -> WaitingListPosition | None:
    """Return the position of a waitlisted booking; None for any other booking."""
    if booking.state != Booking.State.WAITLISTED:
        return None
    slot = with_places(TimeSlot.objects.filter(pk=booking.slot_id), now).get()
    before = Q(queued_at__lt=booking.queued_at) | Q(queued_at=booking.queued_at, pk__lt=booking.pk)
    ahead = Booking.objects.waiting().filter(before, slot=slot).count()
    left = max(build_attempt(slot, now).left, 0)
    return WaitingListPosition(position=ahead + 1, left=left, sentence=why_still_waiting(booking, slot, left, now))


def why_still_waiting(booking: Booking, slot: TimeSlot, left: int, now: dt.datetime) -> str:
    numbers = {"left": left, "people": booking.people}
    if now >= slot.starts_at - rules.WALK_INS_ONLY_BEFORE_START:
        return _("In the last hour no one moves up; places that become free go to walk-ins. Please ask at the door.")
    if booking.is_for_class and now >= slot.closes_at(for_class=True):
        return _("Booking for classes has closed, so classes no longer move up.")
    if left <= 0:
        return _("No places have become free yet.")
    if left < booking.people:
        return (
            ngettext(
                "%(left)s place is left and there are %(people)s of you.",
                "%(left)s places are left and there are %(people)s of you.",
                left,
            )
            % numbers
        )
    return _("Places have become free and are being given out.")

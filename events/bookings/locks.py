"""The locks of booking. Every transaction takes them in this order, none goes back to an earlier kind:

1. the gates of the slots: shared by whoever books, exclusive for whoever changes a slot, so that nobody comes or goes
   while staff save;
2. the token of the form, so that requests with one token act one after the other;
3. phone numbers, so that one number cannot book two slots that overlap;
4. classes, so that one class cannot either;
5. the slots, by rising id, so that two parties cannot both take the last places. Bookings are read under this lock.

The first four are advisory locks. All are taken in one statement, by rising key within each kind, and what is decided is read
by the next one, sent in the same message. They end with the transaction, because a connection pooler may serve the next one
with another session. All slots of a session that takes classes are locked together, because a class may be split over two of
them.
The door takes the slots alone (`events.checkin.locks`).
On SQLite every transaction is a write transaction from its start (`BEGIN IMMEDIATE`), which replaces all these locks.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import BigIntegerField, Q, QuerySet, Subquery

from content.models import PublicGeneration
from content.prepared_inserts import NextKey
from content.prepared_queries import Parameter, PreparedQuery
from content.statements import Statement, execute_together
from events.bookings import change_requests, errors, transitions, waiting_list
from events.bookings.advisory_locks import list_lock_statements, take_advisory_locks
from events.bookings.askers import Asker, KnownSession, has_other_bookings, has_request
from events.bookings.columns import SLOT_COLUMNS, list_columns
from events.bookings.queries import NOW, annotate_places
from events.models import Booking, EventSession, Notice, TimeSlot
from events.models.session import CLASS_MODES
from events.notices import outbox

TRIES = 5  # to lock a booking that others move at the same time


def lock_for_booking(
    slot_ids: Iterable[int],
    now: dt.datetime,
    *,
    token: str = "",
    phones: Iterable[str] = (),
    classes: Iterable[str] = (),
    has_siblings: bool = True,
    asker: Asker | None = None,
    known: KnownSession | None = None,
) -> dict[int, TimeSlot]:
    """Take all locks of one booking; return the slots and the siblings of class slots by id, settled, the waiting promoted.

    `phones` and `classes` (keys) are those that must not book elsewhere meanwhile. Unknown slots are left out. A caller who
    knows that the session takes no classes says so with `has_siblings`, which spares a query. `asker` and `known`
    as in `read_slots`.
    """
    ids = include_sibling_slots(slot_ids) if has_siblings else sorted(slot_ids)
    locking = list_lock_statements(gates=ids, tokens=[token], phones=phones, classes=classes, slots=ids)
    return settle_slots(ids, now, asker, known, locking=locking)


def settle_slots(
    ids: list[int],
    now: dt.datetime,
    asker: Asker | None = None,
    known: KnownSession | None = None,
    *,
    locking: Sequence[Statement] = (),
) -> dict[int, TimeSlot]:
    """Settle what expired in these slots, promote the waiting; return the slots by id.

    All their locks are held, or are taken by the statements `locking` first.
    """
    slots = read_slots(ids, now, asker, known, locking=locking)
    if any(slot.expired_people for slot in slots.values()):
        settle_expired(ids, now)
        slots = read_slots(ids, now, asker)
    return read_slots(ids, now, asker) if waiting_list.promote_waiting_bookings(slots.values(), now) else slots


def lock_bookers(slot_ids: Iterable[int], now: dt.datetime) -> dict[int, TimeSlot]:
    """Lock everything about the bookings of these slots, for staff who change the slots; return the slots by id.

    Whoever books waits at the gate, so the numbers and classes found behind it are all there are.
    """
    ids = include_sibling_slots(slot_ids)
    take_advisory_locks(gates=ids, is_gate_shared=False)
    live = Booking.objects.live().filter(slot__in=ids)
    phones = live.filter(kind=Booking.Kind.INDIVIDUAL).values_list("phone", flat=True)
    classes = live.filter(kind=Booking.Kind.CLASS).values_list("class_key", flat=True)
    take_advisory_locks(phones=phones, classes=classes, slots=ids)
    return settle_slots(ids, now)


def lock_booking(
    booking_id: int,
    now: dt.datetime,
    *,
    also: Iterable[int] = (),
    phones: Iterable[str] | None = None,
    classes: Iterable[str] = (),
) -> tuple[Booking, dict[int, TimeSlot]]:
    """Lock the booking's slot and those of `also`; return the booking as it is then, and the slots by id.

    With `phones`, these numbers and the booking's own, `classes` and its own are locked too. Raises `Booking.DoesNotExist`,
    or `BusyBooking` if others moved it again and again meanwhile.
    """
    also = list(also)
    for _try in range(TRIES):
        seen = slot_id, phone, class_key = Booking.objects.values_list("slot_id", "phone", "class_key").get(pk=booking_id)
        try:
            with transaction.atomic():  # a savepoint: rolling back to it releases the locks that turned out wrong
                locked = ([phone, *phones], [class_key, *classes]) if phones is not None else ((), ())
                slots = lock_for_booking([slot_id, *also], now, phones=locked[0], classes=locked[1])
                booking = Booking.objects.get(pk=booking_id)
                if booking.slot_id != slot_id or (phones is not None and seen[1:] != (booking.phone, booking.class_key)):
                    raise _ChangedMeanwhile
        except _ChangedMeanwhile:
            continue
        booking.slot = slots[slot_id]
        return booking, slots
    raise errors.BusyBooking()


class _ChangedMeanwhile(Exception):
    """What was to be locked changed before the lock was taken."""


def read_slots(
    slot_ids: Iterable[int],
    now: dt.datetime,
    asker: Asker | None = None,
    known: KnownSession | None = None,
    *,
    locking: Sequence[Statement] = (),
) -> dict[int, TimeSlot]:
    """Return the slots by id, with their places and what rules and notices need of session, week and venue.

    With an `asker` each also says whether there is anything of him already, `has_request`, `has_other_bookings`, and has a key
    for his booking, `next_booking_id`. A `known` session is not read again if the generation of the public pages, read with the
    slots, says that it still stands, else `PublicPagesChanged` is raised. `locking` go before, in the same message.
    """
    if not (ids := list(slot_ids)):
        with connection.cursor() as cursor:
            execute_together(cursor, locking)
        return {}
    values = {f"slot_{number}": pk for number, pk in enumerate(ids)} | (vars(asker) if asker else {})
    shape = len(ids), asker and asker.kind
    slots = (SLOTS_ALONE if known else SLOTS).fetch(*shape, after=locking, now=now, **values)
    if known:
        known.attach_to(slots)
    return {slot.pk: slot for slot in slots}


def build_slots_query(count: int, kind: str | None) -> QuerySet[TimeSlot]:
    return select_slots(count, kind).select_related("session__week", "session__venue__parent").only(*SLOT_COLUMNS)


def build_slots_alone_query(count: int, kind: str | None) -> QuerySet[TimeSlot]:
    """The same without their session, but with the `generation` of the public pages at that moment."""
    generation = Subquery(PublicGeneration.objects.values("number")[:1])
    return select_slots(count, kind).annotate(generation=generation).only(*list_columns(TimeSlot))


def select_slots(count: int, kind: str | None) -> QuerySet[TimeSlot]:
    ids = [Parameter(f"slot_{number}", BigIntegerField()) for number in range(count)]
    slots = annotate_places(TimeSlot.objects.filter(pk__in=ids), NOW).order_by("starts_at", "pk")
    if kind is None:
        return slots
    asked = {"has_request": has_request(), "has_other_bookings": has_other_bookings(kind)}
    return slots.annotate(**asked, next_booking_id=NextKey(Booking))


SLOTS, SLOTS_ALONE = PreparedQuery(build_slots_query), PreparedQuery(build_slots_alone_query)


def promote_into_free_places(slot_ids: Iterable[int], now: dt.datetime):
    """Promote the waiting again after the caller freed places. The slots must be locked already."""
    waiting_list.promote_waiting_bookings(read_slots(include_sibling_slots(slot_ids), now).values(), now)


def include_sibling_slots(slot_ids: Iterable[int]) -> list[int]:
    ids = list(slot_ids)
    class_sessions = EventSession.objects.filter(slots__in=ids, booking_mode__in=CLASS_MODES)
    return sorted(TimeSlot.objects.filter(Q(pk__in=ids) | Q(session__in=class_sessions)).values_list("pk", flat=True))


def settle_expired(slot_ids: Iterable[int], now: dt.datetime):
    """Let expired held and pending bookings lapse, and requests for a change. A hold gets no notice: its booker is there."""
    expired = Booking.objects.expired(now).filter(slot__in=slot_ids).order_by("pk")
    for booking in expired.select_related("slot__session__week", "slot__session__venue"):
        was_hold = booking.state == Booking.State.HELD
        transitions.change_state(booking, Booking.State.LAPSED, now=now, actor=transitions.CLOCK)
        if not was_hold:
            outbox.write_notice(booking, Notice.Kind.LAPSED, now=now)
    change_requests.settle_expired_changes(slot_ids, now)

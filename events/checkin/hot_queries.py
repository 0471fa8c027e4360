"""What every scan reads, prepared: Django would take longer to write the SQL than the database to answer it.

Each query takes up to `FEW` values, filled up with ones that nothing has; more are rare, and read by the same query unprepared.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.db.models.functions import Coalesce

from content import public_cache
from content.prepared_queries import Parameter, PreparedQuery
from events.bookings.columns import SLOT_COLUMNS, list_columns
from events.checkin import queries
from events.models import Arrival, Booking, BookingChange, CheckIn, TimeSlot

FEW = 8
BOOKING_COLUMNS = [
    *list_columns(Booking),
    *list_columns(CheckIn, "check_in__"),
    *(f"school__{name}" for name in ("id", "name", "name_en")),
]


def filter_bookings(references: Collection, ids: Collection) -> QuerySet[Booking]:
    bookings = Booking.objects.select_related("school", "check_in").only(*BOOKING_COLUMNS)
    if not ids:
        return bookings.filter(reference__in=references)
    return bookings.filter(Q(reference__in=references) | Q(pk__in=ids) if references else Q(pk__in=ids))


def filter_asked_changes(booking_ids: Collection) -> QuerySet[BookingChange]:
    return queries.asked_changes().filter(booking__id__in=booking_ids).order_by("pk")


def filter_slots(ids: Collection) -> QuerySet[TimeSlot]:
    slots = TimeSlot.objects.filter(pk__in=ids)
    return slots.select_related("session__week", "session__venue__parent").only(*SLOT_COLUMNS)


def filter_numbers(ids: Collection) -> QuerySet[TimeSlot]:
    slots = TimeSlot.objects.filter(pk__in=ids).annotate(over=Coalesce("attendance__over", 0))
    return queries.with_door_numbers(slots).only("pk")


def filter_arrivals(nonces: Collection) -> QuerySet[Arrival]:
    return Arrival.objects.filter(nonce__in=nonces).order_by()


def make_parameters(name: str, field) -> list[Parameter]:
    return [Parameter(f"{name}_{number}", field) for number in range(FEW)]


BOOKINGS = PreparedQuery(
    lambda by_reference, by_id: filter_bookings(
        make_parameters("reference", CharField()) if by_reference else (),
        make_parameters("id", BigIntegerField()) if by_id else (),
    )
)
ASKED_CHANGES = PreparedQuery(lambda: filter_asked_changes(make_parameters("id", BigIntegerField())))
SLOTS = PreparedQuery(lambda: filter_slots(make_parameters("id", BigIntegerField())))
NUMBERS = PreparedQuery(lambda: filter_numbers(make_parameters("id", BigIntegerField())))
ARRIVALS = PreparedQuery(lambda: filter_arrivals(make_parameters("nonce", CharField())))


def fill_up(name: str, values: Collection, nothing) -> dict:
    filled = [*values, *[nothing] * (FEW - len(values))]
    return {f"{name}_{number}": value for number, value in enumerate(filled)}


def find_bookings(references: Collection[str], ids: Collection[int]) -> list[Booking]:
    """Return the bookings with their school, check-in and the change that was asked for last (`queries.door_bookings`)."""
    if not references and not ids:
        return []
    if max(len(references), len(ids)) > FEW:
        found = list(filter_bookings(references, ids))
    else:
        found = BOOKINGS.fetch(bool(references), bool(ids), **fill_up("reference", references, ""), **fill_up("id", ids, 0))
    add_asked_changes(found)
    return found


def add_asked_changes(bookings: list[Booking]):
    """As `queries.door_bookings` does, in a statement of its own: few bookings have any."""
    ids = [booking.pk for booking in bookings]
    changes = ASKED_CHANGES.fetch(**fill_up("id", ids, 0)) if len(ids) <= FEW else filter_asked_changes(ids)
    asked = {change.booking_id: change for change in changes}  # the last one
    for booking in bookings:
        change = asked.get(booking.pk)
        booking.asked_state = change and change.state
        booking.asked_slot_id, booking.asked_people = change and change.slot_id, change and change.people


class KnownSlots:
    """Slots with their session, week and venue, which nothing that happens at the door changes.

    They are good for one generation of the public pages, which is asked for each time, before the slots: whatever of these
    records is changed raises it in the same transaction. Within somebody else's transaction, which may take back what it has
    changed, nothing is kept.
    """

    def __init__(self):
        self.generation, self.slots = None, {}

    def find(self, ids: Collection[int]) -> dict[int, TimeSlot]:
        if len(connection.savepoint_ids) > 0:
            return read_slots(ids)
        slots = self.find_good_ones(public_cache.read_generation())
        slots |= read_slots([pk for pk in ids if pk not in slots])
        return {pk: slots[pk] for pk in ids if pk in slots}

    def find_good_ones(self, generation: int) -> dict[int, TimeSlot]:
        if self.generation != generation:
            self.generation, self.slots = generation, {}
        return self.slots


known_slots = KnownSlots()


def read_slots(ids: Collection[int]) -> dict[int, TimeSlot]:
    if not ids:
        return {}
    return {slot.pk: slot for slot in (SLOTS.fetch(**fill_up("id", ids, 0)) if len(ids) <= FEW else filter_slots(ids))}


def find_slots(ids: Collection[int]) -> list[tuple[TimeSlot, TimeSlot]]:
    """Return the slots, each with a row of its numbers: `arrived`, `to_come` (`queries.with_door_numbers`) and `over`."""
    slots = known_slots.find(ids)
    numbers = NUMBERS.fetch(**fill_up("id", ids, 0)) if len(ids) <= FEW else filter_numbers(ids)
    return [(slots[row.pk], row) for row in numbers if row.pk in slots]


def find_arrivals(nonces: Collection[str]) -> list[Arrival]:
    if len(nonces) > FEW:
        return list(filter_arrivals(nonces))
    return ARRIVALS.fetch(**fill_up("nonce", nonces, ""))

"""What every scan reads, prepared: Django would take longer to write the SQL than the database to answer it.

Each query takes up to `FEW` values, filled up with ones that nothing has; more are rare, and read by the same query unprepared.
"""

from collections.abc import Collection

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from content.prepared_queries import Parameter, PreparedQuery
from events.bookings.columns import SLOT_COLUMNS, list_columns
from events.checkin import queries
from events.models import Arrival, Booking, CheckIn, SlotAttendance, TimeSlot
from schools.scoping import find_own_school_ids

FEW = 8
BOOKING_COLUMNS = [
    *list_columns(Booking),
    *list_columns(CheckIn, "check_in__"),
    *(f"school__{name}" for name in ("id", "name", "name_en")),
]
DOOR_SLOT_COLUMNS = [*SLOT_COLUMNS, *list_columns(SlotAttendance, "attendance__")]


def filter_bookings(references: Collection, ids: Collection) -> QuerySet[Booking]:
    return queries.door_bookings().filter(Q(reference__in=references) | Q(pk__in=ids)).only(*BOOKING_COLUMNS)


def filter_slots(ids: Collection) -> QuerySet[TimeSlot]:
    slots = queries.with_door_numbers(TimeSlot.objects.filter(pk__in=ids))
    return slots.select_related("session__week", "session__venue__parent", "attendance").only(*DOOR_SLOT_COLUMNS)


def filter_arrivals(nonces: Collection) -> QuerySet[Arrival]:
    return Arrival.objects.filter(nonce__in=nonces).order_by()


def make_parameters(name: str, field) -> list[Parameter]:
    return [Parameter(f"{name}_{number}", field) for number in range(FEW)]


BOOKINGS = PreparedQuery(
    lambda: filter_bookings(make_parameters("reference", CharField()), make_parameters("id", BigIntegerField()))
)
SLOTS = PreparedQuery(lambda: filter_slots(make_parameters("id", BigIntegerField())))
ARRIVALS = PreparedQuery(lambda: filter_arrivals(make_parameters("nonce", CharField())))


def fill_up(name: str, values: Collection, nothing) -> dict:
    filled = [*values, *[nothing] * (FEW - len(values))]
    return {f"{name}_{number}": value for number, value in enumerate(filled)}


def find_bookings(references: Collection[str], ids: Collection[int]) -> list[Booking]:
    """Return the bookings with their school, check-in and the change that was asked for last (`queries.door_bookings`)."""
    if not references and not ids:
        return []
    if max(len(references), len(ids)) > FEW:
        return list(filter_bookings(references, ids))
    return BOOKINGS.fetch(**fill_up("reference", references, ""), **fill_up("id", ids, 0))


def find_own_slots(user, ids: Collection[int]) -> list[TimeSlot]:
    """Return those of the slots that belong to the account's schools, with their numbers (`queries.with_door_numbers`)."""
    found = list(filter_slots(ids)) if len(ids) > FEW else SLOTS.fetch(**fill_up("id", ids, 0))
    own_schools = find_own_school_ids(user)
    return [slot for slot in found if own_schools is None or slot.session.host_school_id in own_schools]


def find_arrivals(nonces: Collection[str]) -> list[Arrival]:
    if len(nonces) > FEW:
        return list(filter_arrivals(nonces))
    return ARRIVALS.fetch(**fill_up("nonce", nonces, ""))

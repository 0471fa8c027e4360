"""Writes what a ledger has collected, in a number of statements that does not grow with the deeds."""

from django.db.models import F

from events.checkin.ledger import Ledger
from events.checkin.slot_states import SlotState
from events.models import Arrival, CheckIn, SlotAttendance

CHANGEABLE = ("people", "pupils", "adults", "arrived_at", "device")


def write_ledger(ledger: Ledger):
    """Write rows, check-ins and numbers. Raises `IntegrityError` where the database knows better, and nothing is written."""
    write_arrivals(ledger)
    if ledger.undone:
        CheckIn.objects.filter(booking__in=ledger.undone).delete()
    new = [check_in for check_in in ledger.check_ins.values() if check_in._state.adding]
    changed = [check_in for check_in in ledger.check_ins.values() if not check_in._state.adding]
    CheckIn.objects.bulk_create(new)
    if changed:
        CheckIn.objects.bulk_update(changed, CHANGEABLE)
    for slot_id in sorted(ledger.states):
        write_attendance(ledger.states[slot_id])


def write_arrivals(ledger: Ledger):
    """Insert the rows, those first that others are about: these need their keys."""
    pending = ledger.arrivals
    while pending:
        ready = [row for row in pending if row.about is None or row.about.pk]
        Arrival.objects.bulk_create(ready)
        pending = [row for row in pending if row.pk is None]


def write_attendance(state: SlotState):
    """Change the numbers of a slot by what came to them; the database refuses more people than the room holds."""
    if not (state.people_changed or state.walk_ins_changed):
        return
    numbers = {"people_in": F("people_in") + state.people_changed, "walk_ins": F("walk_ins") + state.walk_ins_changed}
    numbers |= {"room": state.slot.capacity, "over": state.over}
    rows = SlotAttendance.objects.filter(slot=state.slot)
    if not rows.update(**numbers):
        SlotAttendance.objects.bulk_create([SlotAttendance(slot=state.slot)], ignore_conflicts=True)
        rows.update(**numbers)

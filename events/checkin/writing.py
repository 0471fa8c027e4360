"""Writes what a ledger has collected, in a number of statements that does not grow with the deeds."""

from django.db import connection

from events.checkin.ledger import Ledger
from events.checkin.slot_states import SlotState
from events.models import Arrival, CheckIn, SlotAttendance

CHANGE_NUMBERS = """
    UPDATE events_slotattendance SET people_in = people_in + %s, walk_ins = walk_ins + %s, room = %s, over = %s
    WHERE slot_id = %s
"""
CHANGEABLE = ("people", "pupils", "adults", "arrived_at", "device", "arrival")


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
        insert_arrivals(ready)
        pending = [row for row in pending if row.pk is None]


def insert_arrivals(rows: list[Arrival]):
    """Insert the rows: one by the statement that is kept for it (`PreparedInserts`), more of them in one of their own."""
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        Arrival.objects.bulk_create(rows)


def write_attendance(state: SlotState):
    """Change the numbers of a slot by what came to them; the database refuses more people than the room holds."""
    if not (state.people_changed or state.walk_ins_changed):
        return
    numbers = [state.people_changed, state.walk_ins_changed, state.slot.capacity, state.over, state.slot.pk]
    with connection.cursor() as cursor:
        cursor.execute(CHANGE_NUMBERS, numbers)
        if cursor.rowcount == 0:
            SlotAttendance.objects.bulk_create([SlotAttendance(slot=state.slot)], ignore_conflicts=True)
            cursor.execute(CHANGE_NUMBERS, numbers)

"""Writes what a ledger has collected, in a number of statements that does not grow with the deeds."""

from itertools import chain

from django.db import connection

from content.prepared_inserts import insert_rows
from events.checkin.ledger import Ledger
from events.checkin.slot_states import SlotState
from events.models import CheckIn, SlotAttendance

# `{rows}` has for each slot: slot, people, walk-ins, room, over. The cast says what a row of NULL is.
CHANGE_NUMBERS = """
    UPDATE events_slotattendance SET people_in = people_in + v.column2, walk_ins = walk_ins + v.column3,
        room = CAST(v.column4 AS integer), over = v.column5
    FROM (VALUES {rows}) AS v WHERE slot_id = v.column1 RETURNING slot_id
"""
CHANGEABLE = ("people", "pupils", "adults", "arrived_at", "device", "arrival")


def write_ledger(ledger: Ledger):
    """Write rows, check-ins and numbers. Raises `IntegrityError` where the database knows better, and nothing is written."""
    write_arrivals(ledger)
    if ledger.undone:
        CheckIn.objects.filter(booking__in=ledger.undone).delete()
    new = [check_in for check_in in ledger.check_ins.values() if check_in._state.adding]
    changed = [check_in for check_in in ledger.check_ins.values() if not check_in._state.adding]
    if new:
        insert_rows(new)
    if changed:
        CheckIn.objects.bulk_update(changed, CHANGEABLE)
    write_numbers([state for _slot_id, state in sorted(ledger.states.items()) if state.people_changed or state.walk_ins_changed])


def write_arrivals(ledger: Ledger):
    """Insert the rows, those first that others are about: these need their keys."""
    pending = ledger.arrivals
    while pending:
        insert_rows([row for row in pending if row.about is None or row.about.pk])
        pending = [row for row in pending if row.pk is None]


def write_numbers(states: list[SlotState]):
    """Change the numbers of the slots by what came to them; the database refuses more people than the room holds."""
    known = change_numbers(states)
    if missing := [state for state in states if state.slot.pk not in known]:
        SlotAttendance.objects.bulk_create([SlotAttendance(slot=state.slot) for state in missing], ignore_conflicts=True)
        change_numbers(missing)


def change_numbers(states: list[SlotState]) -> set[int]:
    """Return the ids of the slots that have numbers."""
    if not states:
        return set()
    rows = [(one.slot.pk, one.people_changed, one.walk_ins_changed, one.slot.capacity, one.over) for one in states]
    with connection.cursor() as cursor:
        cursor.execute(CHANGE_NUMBERS.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))), [*chain(*rows)])
        return {slot_id for (slot_id,) in cursor.fetchall()}

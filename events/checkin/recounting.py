"""The numbers of the door, counted again from its records after some of these were removed."""

from collections.abc import Iterable

from django.db.models import Sum
from django.db.models.functions import Coalesce

from events.models import Arrival, SlotAttendance


def count_people_in_again(slot_ids: Iterable[int]):
    """Set the numbers of these slots to what the remaining records say; where none remain, there are no numbers."""
    SlotAttendance.objects.filter(slot__in=slot_ids).exclude(slot__in=Arrival.objects.values("slot")).delete()
    for attendance in SlotAttendance.objects.filter(slot__in=slot_ids).select_related("slot"):
        rows = Arrival.objects.filter(slot=attendance.slot)
        attendance.people_in = rows.aggregate(people=Coalesce(Sum("people"), 0))["people"]
        attendance.walk_ins = rows.filter(booking=None).aggregate(people=Coalesce(Sum("people"), 0))["people"]
        attendance.room = attendance.slot.capacity
        attendance.over = max(attendance.people_in - attendance.room, 0) if attendance.room is not None else 0
        attendance.save()

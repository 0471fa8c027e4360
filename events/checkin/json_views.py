"""What devices fetch and send. Addresses and forms stand in `docs/checkin.md`."""

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_protect

from content import clock
from content.local_time import day_bounds, local_time
from events.bookings.errors import BusyBooking
from events.checkin import queries
from events.checkin.access import chosen_slots, desk_json, door_of_request
from events.checkin.deed_json import BadRequest, TooManyDeeds, parse_deeds
from events.checkin.device_list import build_device_list, slot_numbers
from events.checkin.scan_answers import build_answer, list_good_deeds
from events.checkin.services import NOTHING, Batch, record_batch
from events.checkin.slot_states import build_door_slot
from events.models import TimeSlot


@desk_json("GET")
def desk_list(request):
    door = door_of_request(request)
    data = build_device_list(request.user, device=door.device, desk=chosen_slots(request), now=clock.now())
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@desk_json("GET")
def desk_counts(request):
    now = clock.now()
    slots = queries.slots_of_day(request.user, *day_bounds(local_time(now).date()))
    return JsonResponse({"now": local_time(now).isoformat(), "slots": {slot.pk: count_slot(slot, now) for slot in slots}})


def count_slot(slot: TimeSlot, now) -> dict:
    places = build_door_slot(slot, arrived=slot.arrived, expected=slot.to_come).count_walk_in_places(now)
    return {**slot_numbers(slot), "walk_ins": places}


@desk_json("POST")
@csrf_protect
def desk_scans(request):
    now = clock.now()
    try:
        parsed = parse_deeds(request.body, now)
    except BadRequest:
        return JsonResponse({"error": "not of this form"}, status=400)
    except TooManyDeeds:
        return JsonResponse({"error": "too many"}, status=413)
    deeds = list_good_deeds(parsed)
    try:
        recorded = record_batch(Batch(door=door_of_request(request), deeds=deeds), now=now) if deeds else NOTHING
    except BusyBooking as refusal:
        return JsonResponse({"error": refusal.sentence}, status=503)
    return JsonResponse(build_answer(parsed, recorded, now))

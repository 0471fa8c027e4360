"""What devices fetch and send. Addresses and forms stand in `docs/checkin.md`."""

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_protect

from content import clock
from content.local_time import day_bounds, local_time
from events.bookings.errors import BusyBooking
from events.checkin import queries
from events.checkin.access import chosen_slots, desk_json, door_of_request
from events.checkin.deed_json import BadDeed, BadRequest, TooManyDeeds, parse_deeds
from events.checkin.deeds import Outcome
from events.checkin.device_list import build_device_list, slot_numbers
from events.checkin.outcome_words import outcome_as_json
from events.checkin.services import record_and_count
from events.checkin.slot_states import SlotState, build_door_slot
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
    deeds = [deed for deed in parsed if not isinstance(deed, BadDeed)]
    try:
        outcomes, states = record_and_count(deeds, door=door_of_request(request), now=now) if deeds else ([], {})
    except BusyBooking as refusal:
        return JsonResponse({"error": refusal.sentence}, status=503)
    remaining = iter(outcomes)
    results = [
        outcome_as_json(Outcome(nonce=deed.nonce, error=deed.sentence) if isinstance(deed, BadDeed) else next(remaining))
        for deed in parsed
    ]
    touched = {slot_id for deed in deeds for slot_id in (*deed.desk, deed.slot_id)}
    numbers = {slot_id: count_state(state, now) for slot_id, state in states.items() if slot_id in touched}
    return JsonResponse({"now": local_time(now).isoformat(), "results": results, "slots": numbers})


def count_state(state: SlotState, now) -> dict:
    places = state.build_door_slot().count_walk_in_places(now)
    return {"capacity": state.slot.capacity, "arrived": state.arrived, "expected": state.expected, "walk_ins": places}

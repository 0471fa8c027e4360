"""What devices are told about the deeds they sent (`docs/checkin.md`)."""

import datetime as dt
from collections.abc import Sequence

from content.local_time import local_time
from events.checkin.deed_json import BadDeed
from events.checkin.deeds import Deed, Outcome
from events.checkin.outcome_words import outcome_as_json
from events.checkin.services import Recorded
from events.checkin.slot_states import SlotState


def list_good_deeds(parsed: Sequence[Deed | BadDeed]) -> list[Deed]:
    return [deed for deed in parsed if not isinstance(deed, BadDeed)]


def build_answer(parsed: Sequence[Deed | BadDeed], recorded: Recorded, now: dt.datetime) -> dict:
    """Return the answer in the current language; `recorded` is what the good ones came to."""
    remaining = iter(recorded.outcomes)
    results = [
        outcome_as_json(Outcome(nonce=deed.nonce, error=deed.sentence) if isinstance(deed, BadDeed) else next(remaining))
        for deed in parsed
    ]
    touched = {slot_id for deed in list_good_deeds(parsed) for slot_id in (*deed.desk, deed.slot_id)}
    numbers = {slot_id: count_state(state, now) for slot_id, state in recorded.states.items() if slot_id in touched}
    return {"now": local_time(now).isoformat(), "results": results, "slots": numbers}


def count_state(state: SlotState, now: dt.datetime) -> dict:
    places = state.build_door_slot().count_walk_in_places(now)
    return {"capacity": state.slot.capacity, "arrived": state.arrived, "expected": state.expected, "walk_ins": places}

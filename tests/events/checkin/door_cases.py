"""The cases of `door_cases.json`, which drive the rules, the whole server and the browser's module."""

import datetime as dt
import json
from pathlib import Path

TABLE = json.loads((Path(__file__).parent / "door_cases.json").read_text(encoding="utf-8"))
CASES = TABLE["cases"]
SEEN_BY_SERVER_ONLY = ("tampered", "unknown", "other_school")  # decided before the rules: by the signature, or by whose it is


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def slot_of_case(case: dict, name: str) -> dict:
    return {"cancelled": False, **TABLE["slots"][name], **case.get("slots", {}).get(name, {})}


def people_of_case(case: dict) -> int:
    """Return how many want to come in: those counted at the door, else those who booked."""
    if "pupils" in case:
        return case["pupils"] + case["adults"]
    return case.get("people") or case["ticket"]["people"]

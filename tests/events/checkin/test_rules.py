"""What the door decides about tickets and walk-ins: the table of cases, and that every rule has one."""

import datetime as dt

import pytest

from events.checkin import rules
from events.models import Result
from tests.events.checkin.door_cases import CASES, SEEN_BY_SERVER_ONLY, TABLE, moment, people_of_case, slot_of_case

IDS = {name: number for number, name in enumerate(TABLE["slots"], start=1)}
DECIDED_BY_RULES = [case for case in CASES if case["code"] not in SEEN_BY_SERVER_ONLY]


def build_slot(case: dict, name: str) -> rules.DoorSlot:
    slot = slot_of_case(case, name)
    moments = {field: moment(slot[field]) for field in ("admits_from", "kept_until", "ends_at")}
    numbers = {field: slot[field] for field in ("capacity", "arrived", "expected")}
    return rules.DoorSlot(
        pk=IDS[name], day=dt.date.fromisoformat(slot["day"]), is_cancelled=slot["cancelled"], **moments, **numbers
    )


def build_entry(case: dict) -> rules.Entry:
    facts, ticket = case["ticket"], None
    if facts:
        asked = facts.get("asked")
        ticket = rules.Ticket(
            state=facts["state"],
            slot=build_slot(case, facts["slot"]),
            people=facts["people"],
            is_in=bool(facts.get("in")),
            asked_slot_id=IDS[asked["slot"]] if asked else None,
        )
    slot = ticket.slot if ticket else build_slot(case, case["desk"][0])
    desk = [IDS[name] for name in case["desk"]]
    return rules.Entry(at=moment(case["at"]), desk=desk, people=people_of_case(case), slot=slot, ticket=ticket)


@pytest.mark.parametrize("case", DECIDED_BY_RULES, ids=lambda case: case["name"])
def test_the_rules_decide_as_the_table_says(case):
    entry = build_entry(case)
    result = rules.judge_entry(entry)
    assert result == case["result"]
    assert (result == Result.WELCOME and entry.ticket is not None and entry.is_late) == case.get("late", False)


@pytest.mark.parametrize("rule", sorted({*rules.TICKET_RULES, *rules.WALK_IN_RULES}, key=lambda rule: rule.__name__))
def test_a_case_of_the_table_fails_without_the_rule(rule, monkeypatch):
    for name in ("TICKET_RULES", "WALK_IN_RULES"):
        monkeypatch.setattr(rules, name, [other for other in getattr(rules, name) if other is not rule])
    assert any(rules.judge_entry(build_entry(case)) != case["result"] for case in DECIDED_BY_RULES)


def test_every_result_is_in_the_table():
    named = {case["result"] for case in CASES} | {case["offline"]["result"] for case in CASES if "offline" in case}
    assert named == set(Result.values)


def test_walk_in_places_are_never_below_none():
    case = {"slots": {"morning": {"arrived": 25, "expected": 20}}}
    assert build_slot(case, "morning").count_walk_in_places(moment("2025-05-13T09:20:00+08:00")) == 0

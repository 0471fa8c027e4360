"""The table of cases in the browser: what a device decides from its list, without a network."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from events.checkin.device_list import hash_code
from tests.events.checkin.door_cases import CASES, TABLE, people_of_case, slot_of_case
from tests.events.checkin.test_finding import NAME, OTHER, TYPED

pytestmark = pytest.mark.django_db(transaction=True)

IDS = {name: number for number, name in enumerate(TABLE["slots"], start=1)}
SALT, CODE, REFERENCE = "c0ffee", "ABCD2345.ABCDEFGHIJKLMNOPQRST", "ABCD2345"
LIST_IS_MADE_AT = "2025-05-13T09:00:00+08:00"
NOT_ON_THE_LIST = ("tampered", "unknown", "after_the_list", "other_school")
DECIDE = """async ({module, list, scan}) => {
    const {DoorList} = await import(module);
    const door = new DoorList(list);
    const at = Date.parse(scan.at);
    if (scan.isWalkIn) return door.judge({slotId: scan.desk[0], at, desk: scan.desk, people: scan.people});
    const ticket = await (scan.code ? door.findByCode(scan.code) : door.findByReference(scan.reference));
    return ticket ? door.judge({ticket, at, desk: scan.desk, people: scan.people}) : {result: "not_listed", isLate: false};
}"""
FIND = """async ({module, names, typed}) => {
    const {DoorList} = await import(module);
    const door = new DoorList({slots: [], tickets: names.map((name, id) => ({id, class: name}))});
    return typed.map((text) => names.map((name) => door.findClasses(text).some((ticket) => ticket.class === name)));
}"""


def build_list(case):
    slots = [
        {"id": pk, "session": pk, "title": name, "pupils_per_adult": 20, "min_adults": 1, **slot_of_case(case, name)}
        for name, pk in IDS.items()
    ]
    tickets = [] if case["code"] in NOT_ON_THE_LIST or not case["ticket"] else [build_ticket(case)]
    return {
        "version": 1,
        "made_at": LIST_IS_MADE_AT,
        "utc_offset_minutes": TABLE["utc_offset_minutes"],
        "salt": SALT,
        "slots": slots,
        "tickets": tickets,
    }


def build_ticket(case):
    """The ticket as the list has it, which is made before whatever happens `since_list`."""
    facts = dict(case["ticket"])
    if case.get("since_list"):
        facts |= {"state": "confirmed", "in": None}
    asked = facts.get("asked")
    return {
        "id": 1,
        "code": hash_code(SALT, CODE),
        "ref": hash_code(SALT, REFERENCE),
        "slot": IDS[facts["slot"]],
        "kind": "class" if facts.get("pupils") else "individual",
        "state": facts["state"],
        "people": facts["people"],
        "in": {"at": facts["in"], "device": "二号门"} if facts.get("in") else None,
        "asked": {"slot": IDS[asked["slot"]], "people": asked["people"]} if asked else None,
    }


def build_scan(case):
    return {
        "at": case["at"],
        "desk": [IDS[name] for name in case["desk"]],
        "people": people_of_case(case) if case["ticket"] or case["code"] == "walk_in" else 1,
        "isWalkIn": case["code"] == "walk_in",
        "code": f" {CODE.lower()} " if case["code"] != "typed" else "",  # readers may pass on lower case and spaces
        "reference": "abcd 2345" if case["code"] == "typed" else "",
    }


@pytest.fixture
def decide(page, live_server):
    page.goto(f"{live_server.url}/healthz")  # any page of the same origin
    module = staticfiles_storage.url("js/desk/door-list.js")
    return lambda case: page.evaluate(DECIDE, {"module": module, "list": build_list(case), "scan": build_scan(case)})


def test_the_browser_decides_every_case_as_the_table_says(decide):
    decided = {case["name"]: decide(case) for case in CASES}
    expected = {case["name"]: case.get("offline", case)["result"] for case in CASES}
    assert {name: decision["result"] for name, decision in decided.items()} == expected
    late = {name for name, decision in decided.items() if decision["isLate"]}
    assert late == {case["name"] for case in CASES if case.get("late")}


def test_only_the_marked_rows_differ_from_the_server(decide):
    """The server's tests hold it to `result`, so what differs here differs between the two."""
    differing = {case["name"] for case in CASES if decide(case)["result"] != case["result"]}
    assert differing == {case["name"] for case in CASES if "offline" in case}
    assert all(case["offline"]["why"] for case in CASES if "offline" in case)


def test_the_browser_finds_classes_as_the_server_does(page, live_server):
    page.goto(f"{live_server.url}/healthz")
    module = staticfiles_storage.url("js/desk/door-list.js")
    found = page.evaluate(FIND, {"module": module, "names": [NAME, OTHER], "typed": [text for text, _meant in TYPED]})
    assert [tuple(row) for row in found] == [is_meant for _text, is_meant in TYPED]

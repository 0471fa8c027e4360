"""The ledger finds what it is for, tried on made-up rows: one that cannot fail proves nothing."""

from collections import Counter

import pytest

from tests.faults.ledger import Ledger, Promise, balance, format_balance, is_balanced


def row(number=1, **more):
    usual = {"pk": number, "token": f"t{number}", "phone": f"1390000000{number}", "slot_id": 7, "people": 2, "state": "confirmed"}
    return {**usual, "kind": "individual", "class_key": "", **more}


def promise(number=1, **more):
    return Promise(**{"ticket": f"t{number}", "phone": f"1390000000{number}", "slot": 7, "people": 2} | more)


def notice(number=1, state="sent"):
    return {"id": f"<n{number}>", "state": state, "kind": "confirmed", "booking": f"t{number}"}


def settle(promises=None, rows=None, notices=None, mails=("<n1>",), approved=(), other=(), most_twice=0):
    """Balance one booking, its notice and its mail, unless said otherwise."""
    ledger = Ledger(other_tickets=list(other), approved=set(approved))
    for one in [promise()] if promises is None else promises:
        ledger.record(one)
    kept = {"bookings": [row()] if rows is None else rows, "notices": [notice()] if notices is None else notices}
    return balance(ledger, kept, Counter(mails), most_twice=most_twice)


def test_what_is_right_balances():
    lines = settle()
    assert is_balanced(lines)
    assert [line.promised for line in lines] == [line.found for line in lines] == [1, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"rows": []}, "bookings shown as made"),
        ({"rows": [row(phone="13911111111")]}, "bookings shown as made"),
        ({"rows": [row(slot_id=8)]}, "bookings shown as made"),
        ({"rows": [row(people=1)]}, "bookings shown as made"),
        ({"rows": [row(state="cancelled")]}, "bookings shown as made"),
        ({"rows": [row(state="lapsed")]}, "bookings shown as made"),
        ({"promises": [promise(shown="pending")], "rows": [row(state="waitlisted")]}, "bookings shown as made"),
        ({"promises": [promise(cancelling="shown")]}, "cancellations shown"),
        ({"approved": [1], "rows": [row(state="pending")], "promises": [promise(shown="pending")]}, "approvals shown to staff"),
        ({"approved": [9]}, "approvals shown to staff"),
        ({"rows": [row(), row(2, token="t9", phone="13900000001")]}, "live bookings, one of a kind"),
        ({"rows": [row(class_key="8 1"), row(2, class_key="8 1")]}, "live bookings, one of a kind"),
        ({"other": ["t1"]}, "live bookings, one of a kind"),
        ({"notices": [], "mails": []}, "notices sent, by Message-ID"),
        ({"notices": [notice(state="due")]}, "notices sent, by Message-ID"),
        ({"notices": [notice(state="failed")]}, "notices sent, by Message-ID"),
        ({"mails": []}, "notices sent, by Message-ID"),
        ({"mails": ["<n1>", "<n2>"]}, "mails arrived (0 once more)"),
        ({"mails": ["<n1>", "<n1>"]}, "mails arrived (1 once more)"),
    ],
)
def test_what_is_wrong_is_found_on_its_line(changes, name):
    lines = settle(**changes)
    assert name in [line.name for line in lines if line.faults]
    assert name in format_balance(lines)


@pytest.mark.parametrize(
    "harmless",
    [
        {"promises": [promise(cancelling="asked")]},  # whether it was cancelled was not shown
        {"promises": [promise(cancelling="asked")], "rows": [row(state="cancelled")]},
        {"promises": [promise(cancelling="shown")], "rows": [row(state="cancelled")]},
        {"promises": [promise(shown="pending")]},  # approved since
        {"rows": [row(), row(2)], "notices": [notice(), notice(2)], "mails": ["<n1>", "<n2>"]},  # made, but the answer was lost
        {"notices": [notice(), notice(2, state="dropped")]},
        {"mails": ["<n1>", "<n1>"], "most_twice": 1},
    ],
)
def test_what_may_be_is_not_called_wrong(harmless):
    assert is_balanced(settle(**harmless))


def test_a_form_that_gives_another_booking_its_ticket_is_found():
    assert not is_balanced(settle(promises=[promise(), promise(phone="13922222222")]))

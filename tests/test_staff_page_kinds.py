"""Every page that the tests of all staff pages go through answers, and with the page it is named after."""

import pytest

from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_staff_page_kind_answers(clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    make_staff_week()
    kinds = staff_page_kinds()
    assert len({kind.name for kind in kinds}) == len(kinds)
    people = {name: StaffBrowser(name) for name in {kind.user for kind in kinds}}
    answers = {}
    for kind in kinds:
        answer = people[kind.user].visit(kind.path, kind.sent)
        answers[kind.name] = answer.status_code
        if kind.name.endswith("-errors"):
            assert "error" in answer.content.decode(), kind.name
    assert {name: status for name, status in answers.items() if status != 200} == {}

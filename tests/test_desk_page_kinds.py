"""Every page of the door, every error page and every paper that is photographed answers as its list says."""

import pytest
from django.test import Client

from tests.desk_page_kinds import desk_page_kinds
from tests.door_day import make_door_day, open_door_browser
from tests.error_page_kinds import AnsweredPageKind, error_page_kinds
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds
from tests.paper_page_kinds import paper_page_kinds
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REFUSED = {"desk-refused": 403}


def test_every_kind_answers(clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    make_staff_week()
    make_door_day()
    people = {"frank": open_door_browser()} | {name: StaffBrowser(name) for name in ("alice", "dora")}
    desk, errors = desk_page_kinds(), error_page_kinds()
    answers = {kind.name: people[kind.user].visit(kind.path, kind.sent) for kind in desk}
    assert {name: answer.status_code for name, answer in answers.items()} == {kind.name: 200 for kind in desk} | REFUSED
    assert [name for name, answer in answers.items() if answer.redirect_chain] == []
    for kind in errors:
        if isinstance(kind, AnsweredPageKind):
            assert str(kind.status) in kind.html, kind.name
        else:
            visitor = Client(enforce_csrf_checks=True)
            answer = visitor.post(kind.path, kind.sent) if kind.sent else visitor.get(kind.path)
            assert answer.status_code == kind.status, kind.name
    kinds = [*page_kinds(), *errors, *staff_page_kinds(), *desk]
    names = [kind.name for kind in [*kinds, *paper_page_kinds(kinds)]]
    assert len({*names}) == len(names)

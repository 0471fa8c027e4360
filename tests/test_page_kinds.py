"""The list that the tests of all pages go through says the truth: every address answers as it says."""

import pytest

from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_page_kind_answers_in_its_state(client, clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    kinds = page_kinds()
    answers = {}
    for kind in kinds:
        clock_at(CLOCKS[kind.clock])
        answer = client.post(kind.path, kind.sent) if kind.sent else client.get(kind.path)
        answers[kind.name] = answer.status_code
    assert answers == {kind.name: kind.status for kind in kinds}

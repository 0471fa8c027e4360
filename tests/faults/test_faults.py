"""`make faults` at a small size: kills, absences and a full disk while people book; then the ledger balances."""

import pytest

from tests.faults import run

pytestmark = pytest.mark.once


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_nothing_that_was_shown_is_lost(kind, capsys):
    is_balanced = run.hurt_and_balance(kind, seconds=2, is_small=True)
    assert is_balanced, capsys.readouterr().out

from pathlib import Path

import pytest

from content import rollback
from content.rollback import run_rolled_back
from schools.models import Trade


def add_trade():
    return Trade.objects.create(slug="weld", name="焊接")


@pytest.mark.django_db
def test_what_was_found_is_given_and_nothing_is_kept():
    assert run_rolled_back(add_trade).name == "焊接"
    assert not Trade.objects.exists()


@pytest.mark.django_db
def test_it_goes_on_inside_a_transaction_that_stays():
    Trade.objects.create(slug="cook", name="烹饪")
    run_rolled_back(add_trade)
    add_trade()
    assert Trade.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_outside_of_any_transaction_nothing_is_kept_either():
    run_rolled_back(add_trade)
    assert not Trade.objects.exists()


@pytest.mark.django_db
def test_what_speaks_against_it_is_raised_and_nothing_is_kept():
    def refuse():
        add_trade()
        raise ValueError

    with pytest.raises(ValueError):
        run_rolled_back(refuse)
    assert not Trade.objects.exists()


def test_nothing_else_takes_a_change_back_by_itself():
    """Looking at what a change would do is said in one place."""
    root = Path(rollback.__file__).resolve().parents[1]
    files = [file for app in ("content", "schools", "events", "alumni", "edu_week") for file in (root / app).rglob("*.py")]
    assert [str(file.relative_to(root)) for file in files if "set_rollback" in file.read_text()] == ["content/rollback.py"]

"""docs/privacy.md names every table, and where data of bookers stand agrees with what is erased."""

import re

from django.apps import apps
from simple_history.models import HistoricalChanges

from edu_week.env import PROJECT
from events.models import Booking

TEXT = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")


def list_named_tables(text: str) -> set[str]:
    """Return the tables that a text names, which are words with an underscore and neither settings nor paths."""
    return set(re.findall(r"`([a-z]+_[a-z_]+)`", text))


def list_tables() -> set[str]:
    models = [model for model in apps.get_models() if not issubclass(model, HistoricalChanges)]
    return {model._meta.db_table for model in models if not model._meta.auto_created}


def section(title: str) -> str:
    return re.split(rf"^## {title}.*$", TEXT, flags=re.MULTILINE)[1].split("\n## ")[0]


def test_every_table_is_in_the_map_once_and_nothing_else():
    rest, holding_nothing = map(list_named_tables, section("Data map").split("Holding nothing about a person:"))
    assert list_tables() == rest | holding_nothing
    assert not holding_nothing & rest


def test_what_tells_of_a_booking_is_in_the_first_table():
    bookers = section("Data map").split("Of staff, in the database.")[0]
    for model in (Booking, *(relation.related_model for relation in Booking._meta.related_objects)):
        assert f"`{model._meta.db_table}`" in bookers


def test_every_row_says_what_where_why_how_long_and_who_sees_it():
    rows = [line for line in section("Data map").splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    assert len(rows) > 20
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5, row
        assert all(cells), row


def test_the_assessment_and_the_steps_after_a_leak_are_there():
    assert section("Impact assessment").count("\n|") > 10
    steps = re.findall(r"^\d\. \*\*(.+?)\*\*", section("When something leaks"), re.MULTILINE)
    assert len(steps) == 6

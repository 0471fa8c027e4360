"""No migration after the first release makes the one before fail, or its requests wait for a lock.

A hazard may be right, with what CONTRIBUTING.md says about it; then the migration stands in ALLOWED with its reason.
"""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import connection, models
from django.db.migrations import Migration, operations

from tests.migration_safety import collect_sql, find_hazards, list_later_migrations

pytestmark = [
    pytest.mark.django_db(transaction=True),  # so that what runs outside of one may be collected
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time in any case"),
]

ALLOWED = {}  # "app.name": {"CODE": "why nobody waits or fails"}

SMALL = models.CharField(max_length=5, null=True)
BIG = models.Q(people__gt=0)


def lint(*steps, atomic=True) -> list[str]:
    migration = Migration("trial", "events")
    migration.operations, migration.atomic = list(steps), atomic
    return find_hazards(collect_sql(migration))


@pytest.mark.parametrize(
    "steps",
    [
        [operations.AddField("booking", "shoe_size", SMALL)],
        [operations.AddField("booking", "shoe_size", models.IntegerField(db_default=0))],
        [
            operations.CreateModel(
                "Shoe", [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField(db_index=True))]
            )
        ],
        [AddConstraintNotValid("booking", models.CheckConstraint(condition=BIG, name="trial_people"))],
    ],
    ids=["nullable column", "column with a default of the database", "new table", "constraint for new rows only"],
)
def test_what_a_running_portal_does_not_notice(steps):
    assert lint(*steps) == []


def test_an_index_that_is_built_beside_the_writers():
    index = models.Index(fields=["created_at", "people"], name="trial_index")
    assert lint(AddIndexConcurrently("booking", index), atomic=False) == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (operations.AddField("booking", "shoe_size", models.IntegerField(default=0)), "NOT_NULL"),
        (operations.RemoveField("booking", "arrival"), "DROP_COLUMN"),
        (operations.RenameField("booking", "arrival", "way"), "RENAME_COLUMN"),
        (operations.RenameModel("Arrival", "Entry"), "RENAME_TABLE"),
        (operations.DeleteModel("Arrival"), "DROP_TABLE"),
        (operations.AlterField("booking", "people", models.BigIntegerField()), "ALTER_COLUMN"),
        (operations.AddIndex("booking", models.Index(fields=["people"], name="trial_index")), "CREATE_INDEX"),
        (operations.AddConstraint("booking", models.UniqueConstraint(fields=["uid", "people"], name="trial_once")), "ADD_UNIQUE"),
        (operations.AddConstraint("booking", models.CheckConstraint(condition=BIG, name="trial_people")), "VALIDATED_CONSTRAINT"),
        (
            operations.AddField("booking", "other", models.ForeignKey("events.Venue", models.PROTECT, null=True, db_index=False)),
            "VALIDATED_CONSTRAINT",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_fail_or_wait_is_found(step, code):
    assert code in lint(step)


def test_our_own_migrations_are_safe():
    hazards = {
        f"{migration.app_label}.{migration.name}": find_hazards(collect_sql(migration)) for migration in list_later_migrations()
    }
    assert {name: found for name, found in hazards.items() if set(found) - ALLOWED.get(name, {}).keys()} == {}
    assert {name for name, reasons in ALLOWED.items() if not reasons.keys() <= set(hazards.get(name, ()))} == set()


def test_a_migration_is_not_run_by_being_looked_at():
    lint(operations.DeleteModel("Arrival"))
    assert "events_arrival" in connection.introspection.table_names()

"""Unique fields and constraints compared between the rows of one file: the database only knows what is written already."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class DuplicateCheck:
    def __init__(self, model, title_of: Callable[[str], str]):
        self.title_of = title_of
        self.unique_sets = [(field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        unconditional = [
            rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint) and not rule.condition
        ]
        self.unique_sets += [tuple(rule.fields) for rule in unconditional]
        self.seen: dict[tuple, int] = {}

    def find_earlier_row(self, key, number: int) -> int | None:
        """Return the number of an earlier row that named the same record, or None."""
        first = self.seen.setdefault(("key", key), number) if key else number
        return first if first != number else None

    def check(self, row):
        """Raises ValidationError when an earlier row has the same values in a set of unique fields."""
        errors = {}
        for names in self.unique_sets:
            values = tuple(comparable_value(getattr(row.record, name)) for name in names)
            first = self.seen.setdefault((names, values), row.number)
            if first != row.number and None not in values and "" not in values:
                columns = "、".join(self.title_of(name) for name in names)
                sentence = _("The same %(columns)s stands in row %(number)s already.")
                errors[names[-1]] = ValidationError(sentence % {"columns": columns, "number": first})
        if errors:
            raise ValidationError(errors)


def comparable_value(value):
    return (value.pk or id(value)) if isinstance(value, models.Model) else value


def unconstrained_fields(model) -> set[str]:
    """Names of the fields that no constraint uses. Excluding them when constraints are checked saves most of the time."""
    constrained = set()
    for rule in model._meta.constraints:
        constrained |= set(getattr(rule, "fields", ())) | getattr(rule.condition, "referenced_base_fields", set())
    return {field.name for field in model._meta.concrete_fields} - constrained

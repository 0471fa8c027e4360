"""Values that nobody may set, for each field of a model: what a forged form would send besides its own fields."""

import datetime as dt

from django.db import models

WORD = "mass-assigned"
NUMBER = 424_242
MOMENT = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)


def forge_value(field: models.Field):
    """Return what to send, and what the row would hold if it were taken; None where the type has no value of its own."""
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return MOMENT.isoformat()
    if isinstance(field, models.DateField):
        return "2001-01-01"
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return str(NUMBER)
    if isinstance(field, models.JSONField):
        return f'["{WORD}"]'
    return WORD[: getattr(field, "max_length", None) or 100]


def forge_fields(model: type[models.Model], *, besides=()) -> dict[str, str]:
    """Return a forged value under every name by which a form could know a field of the model."""
    forged = {}
    for field in model._meta.concrete_fields:
        for name in {field.name, field.attname}:
            if name not in besides:
                forged[name] = forge_value(field)
                forged[f"_{name}"] = forged[f"{model._meta.model_name}-{name}"] = forged[name]
    return forged | {"pk": str(NUMBER), "_state": WORD, "instance": WORD, "__class__": WORD}


def find_forged_values(row: models.Model, was: dict) -> list[str]:
    """Return the names of fields that hold a forged value now; `was` has their values before."""
    found = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        is_forged = (
            value != was.get(field.attname, value)
            if isinstance(field, models.BooleanField)
            else str(value).startswith(("2001-01-01", WORD[:6])) or value == NUMBER or WORD in str(value)
        )
        if is_forged:
            found.append(field.name)
    return found


def read_values(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

"""Between what the file says, what a model holds, and what `loaded` remembers."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from spreadsheets.checking.field_widgets import parse_value
from spreadsheets.checking.widgets import OFFSET

TEXTS = models.CharField | models.TextField


def parse_field_value(field: models.Field, value):
    """The field's own value for what the file says; raises ValidationError with a sentence.

    A file is stricter than a sheet: JSON has kinds of values, and a moment stands for itself, wherever it is read.
    """
    if isinstance(field, models.DateTimeField) and not (isinstance(value, str) and OFFSET.search(value)):
        raise ValidationError(f"{value!r} is not a moment with its UTC offset, such as 2025-05-13T09:30:00+08:00")
    if isinstance(field, models.BooleanField) and not isinstance(value, bool):
        raise ValidationError(f"{value!r} is neither true nor false")
    if isinstance(field, models.JSONField) and not isinstance(value, list):
        raise ValidationError(f"{value!r} is not a list")
    if isinstance(field, TEXTS) and not isinstance(value, str):
        raise ValidationError(f"{value!r} is not text")
    return parse_value(field, value)


def to_json_value(field: models.Field, value):
    """The same as plain JSON, so that it can be kept in `loaded` and compared."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.{field.decimal_places}f}"
    return value


def blank_field_value(field: models.Field):
    if field.has_default():
        return field.get_default()
    return None if field.null else ""

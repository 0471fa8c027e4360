"""Converts values between the file, the fields of a model, and the JSON stored in `loaded`."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from spreadsheets.checking.field_widgets import parse_value
from spreadsheets.checking.widgets import OFFSET

TEXTS = models.CharField | models.TextField


def parse_field_value(field: models.Field, value):
    """Return the field's value of a JSON value. Raises ValidationError with a sentence.

    Stricter than spreadsheets: the JSON type has to fit, and a date-time needs its UTC offset.
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
    """Return the value as JSON, to be stored in `loaded` and compared with later ones."""
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

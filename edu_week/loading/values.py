"""Between what the file says, what a model holds, and what `loaded` remembers."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime


def from_file(field: models.Field, value):
    """The field's own value for what the file says; raises ValidationError with a sentence."""
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value) if isinstance(value, str) else None
        if moment is None or timezone.is_naive(moment):
            raise ValidationError(f"{value!r} is not a moment with its UTC offset, such as 2025-05-13T09:30:00+08:00")
        return moment
    if isinstance(field, models.BooleanField) and not isinstance(value, bool):
        raise ValidationError(f"{value!r} is neither true nor false")
    if isinstance(field, models.JSONField):
        if not isinstance(value, list):
            raise ValidationError(f"{value!r} is not a list")
        return value
    if isinstance(field, models.CharField | models.TextField) and not isinstance(value, str):
        raise ValidationError(f"{value!r} is not text")
    return field.clean(value, None)


def remembered(field: models.Field, value):
    """The same as plain JSON, so that it can be kept in `loaded` and compared."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.{field.decimal_places}f}"
    return value


def blank(field: models.Field):
    if field.has_default():
        return field.get_default()
    return None if field.null else ""

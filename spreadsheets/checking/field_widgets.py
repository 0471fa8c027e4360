"""Which widget a model's field is read and written with: the one way from a file to a field, and back."""

from django.core.exceptions import ValidationError
from django.db import models

from backoffice.form_fields import LinesField, QuotationsField
from spreadsheets.checking import widgets
from spreadsheets.cells import is_blank
from spreadsheets.checking.references import Many, One

NUMBERS = (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.IntegerField)


def widget_for(field: models.Field):
    if isinstance(field, models.ForeignKey):
        return One(field.related_model)
    if isinstance(field, models.ManyToManyField):
        return Many(field.related_model)
    if field.choices:
        return widgets.Choice(field.choices)
    if isinstance(field, models.JSONField):
        return widgets.Lines(QuotationsField() if field.name == "quotations" else LinesField())
    return plain_widget(field)


def plain_widget(field: models.Field):
    for kinds, widget in (
        (models.SlugField, widgets.Slug),
        (models.DateTimeField, widgets.Moment),
        (models.DateField, widgets.Day),
        (models.BooleanField, widgets.YesNo),
        (models.DecimalField, widgets.Number),
        (NUMBERS, widgets.Whole),
    ):
        if isinstance(field, kinds):
            return widget()
    return widgets.Text(is_long=isinstance(field, models.TextField))


def parse_value(field: models.Field, value):
    """The field's own value for a cell, or for a value of another file; raises ValidationError with a sentence."""
    try:
        parsed = emptied(field) if is_blank(value) else widget_for(field).clean(value)
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from None
    return field.clean(parsed, None)


def can_be_empty(field: models.Field) -> bool:
    """Whether a blank cell empties it; a choice or number with a standard value cannot be empty."""
    return field.null or field.many_to_many or field.blank and not isinstance(field, models.BooleanField)


def emptied(field: models.Field):
    if field.many_to_many:
        return []
    if isinstance(field, models.JSONField):
        return []
    return None if field.null else ""

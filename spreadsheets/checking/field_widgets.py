"""The widget that reads and writes a model's field: the only way from a file to a field and back."""

from django.core.exceptions import ValidationError
from django.db import models

from backoffice.form_fields import LinesField, QuotationsField
from spreadsheets.cells import is_blank_cell
from spreadsheets.checking import widgets
from spreadsheets.checking.references import ForeignKeyNameWidget, ManyToManyNameWidget

NUMBERS = (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.IntegerField)


def widget_for(field: models.Field):
    if isinstance(field, models.ForeignKey):
        return ForeignKeyNameWidget(field.related_model)
    if isinstance(field, models.ManyToManyField):
        return ManyToManyNameWidget(field.related_model)
    if field.choices:
        return widgets.ChoiceWidget(field.choices)
    if isinstance(field, models.JSONField):
        return widgets.LinesWidget(QuotationsField() if field.name == "quotations" else LinesField())
    return simple_field_widget(field)


def simple_field_widget(field: models.Field):
    for kinds, widget in (
        (models.SlugField, widgets.SlugWidget),
        (models.DateTimeField, widgets.MomentWidget),
        (models.DateField, widgets.DayWidget),
        (models.BooleanField, widgets.YesNoWidget),
        (models.DecimalField, widgets.DecimalNumberWidget),
        (NUMBERS, widgets.WholeNumberWidget),
    ):
        if isinstance(field, kinds):
            return widget()
    return widgets.TextWidget(is_long=isinstance(field, models.TextField))


def parse_value(field: models.Field, value):
    """Return the field's value for a cell, or for a value of another kind of file; raises ValidationError with a sentence."""
    try:
        parsed = empty_field_value(field) if is_blank_cell(value) else widget_for(field).clean(value)
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from None
    return field.clean(parsed, None)


def can_be_empty(field: models.Field) -> bool:
    """Whether a blank cell empties the field; a choice or number with a default cannot be empty."""
    return field.null or field.many_to_many or field.blank and not isinstance(field, models.BooleanField)


def empty_field_value(field: models.Field):
    if field.many_to_many:
        return []
    if isinstance(field, models.JSONField):
        return []
    return None if field.null else ""

"""Stored values formatted for people: labels of choices, times in the portal's time zone, names of other records."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.form_fields import QUOTATION_SEPARATOR
from content.local_time import format_date, format_moment


class RecordNames:
    """Names of other records by model and key, loaded with one query for each model.

    Call `request_keys` for every key that will be shown, then `load_names`, then `name_of_key`.
    """

    def __init__(self):
        self.requested: dict[type[models.Model], set] = {}
        self.loaded: dict[type[models.Model], dict] = {}

    def request_keys(self, model, keys):
        self.requested.setdefault(model, set()).update(key for key in keys if key is not None)

    def load_names(self):
        for model, keys in self.requested.items():
            found = model._base_manager.in_bulk(keys)
            self.loaded[model] = {key: str(record) for key, record in found.items()}

    def name_of_key(self, model, key) -> str:
        deleted = _("a %(kind)s that is gone (number %(key)s)") % {"kind": model._meta.verbose_name, "key": key}
        return self.loaded.get(model, {}).get(key, deleted)


def display_value(field: models.Field, value, names: RecordNames) -> str | list[str]:
    """Return a text, or a list of texts for list fields and many-to-many fields; empty for a blank value."""
    if field.many_to_many:
        return sorted(names.name_of_key(field.remote_field.model, key) for key in value)
    if value in (None, "", []):
        return ""
    if field.many_to_one:
        return names.name_of_key(field.remote_field.model, value)
    if isinstance(value, (list, tuple)):
        return [format_list_item(item) for item in value]
    return format_plain_value(field, value)


def format_plain_value(field: models.Field, value) -> str:
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return format_moment(value)
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def format_list_item(item) -> str:
    """Return a text item unchanged, and a quotation as editors type it in the form."""
    if isinstance(item, dict):
        return QUOTATION_SEPARATOR.join(str(part) for part in item.values())
    return str(item)


def field_label(field: models.Field) -> str:
    return capfirst(str(field.verbose_name))

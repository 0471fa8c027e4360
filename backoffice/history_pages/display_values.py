"""Stored values as people read them: choices by their label, moments in Shanghai, other records by their name."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.form_fields import QUOTATION_SEPARATOR
from content.local_time import format_moment


class RecordNames:
    """Of other records, read once for each kind of record."""

    def __init__(self):
        self.wanted: dict[type[models.Model], set] = {}
        self.known: dict[type[models.Model], dict] = {}

    def request_keys(self, model, keys):
        self.wanted.setdefault(model, set()).update(key for key in keys if key is not None)

    def read(self):
        for model, keys in self.wanted.items():
            found = model._base_manager.in_bulk(keys)
            self.known[model] = {key: str(record) for key, record in found.items()}

    def of(self, model, key) -> str:
        gone = _("a %(kind)s that is gone (number %(key)s)") % {"kind": model._meta.verbose_name, "key": key}
        return self.known.get(model, {}).get(key, gone)


def display_value(field: models.Field, value, names: RecordNames) -> str | list[str]:
    """A text, or for lists and links to many a list of texts; blank ones are empty."""
    if field.many_to_many:
        return sorted(names.of(field.remote_field.model, key) for key in value)
    if value in (None, "", []):
        return ""
    if field.many_to_one:
        return names.of(field.remote_field.model, value)
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
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def format_list_item(item) -> str:
    """Of a list: a text as it is, a quotation as editors type it."""
    if isinstance(item, dict):
        return QUOTATION_SEPARATOR.join(str(part) for part in item.values())
    return str(item)


def field_label(field: models.Field) -> str:
    return capfirst(str(field.verbose_name))

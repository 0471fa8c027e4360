"""Find the records that a cell names, by slug or exact name, among those the account may link to."""

import re
from collections import defaultdict

from django.utils.translation import gettext as _
from import_export import widgets

from spreadsheets.cells import read_text_cell
from spreadsheets.checking.widgets import ComparesValuesMixin

SEPARATORS = re.compile(r"[、;；\n]")


def reference_key(record) -> str:
    return str(getattr(record, "slug", record.pk))


class References:
    """The records that may be linked to, read once per file. One of another school is not among them and counts as unknown."""

    def __init__(self, queryset):
        self.queryset = queryset
        self.by_key = None

    def load(self):
        self.by_key, self.by_name = {}, defaultdict(list)
        for record in self.queryset:
            self.add(record)

    def add(self, record):
        """Add a record; one that the file creates or changes replaces the stored one."""
        if self.by_key is None:
            self.load()
        known = self.by_key.get(reference_key(record))
        if known is not None:
            self.by_name[str(known)] = [other for other in self.by_name[str(known)] if other is not known]
        self.by_key[reference_key(record)] = record
        self.by_name[str(record)].append(record)

    def find(self, text: str, current=()):
        """Return the record of that slug or name; raises ValueError when there is none or more than one.

        `current` are the records linked already: they stay allowed, even if the account may not link to them.
        """
        if self.by_key is None:
            self.load()
        if text in self.by_key:
            return self.by_key[text]
        found = self.by_name.get(text) or [record for record in current if text in (reference_key(record), str(record))]
        if len(found) == 1:
            return found[0]
        names = {"name": text[:60], "kind": self.queryset.model._meta.verbose_name}
        if not found:
            raise ValueError(_("There is no %(kind)s “%(name)s”. Write its address name or its exact name.") % names)
        keys = "、".join(map(reference_key, found[:5]))
        raise ValueError(_("Several are called “%(name)s”. Write the address name: %(keys)s.") % {**names, "keys": keys})


def reference_name(record) -> str:
    """Return how a file names the record: by its name where names are unique, otherwise by its slug."""
    name = str(record)
    return name if is_unique_name(record) and not SEPARATORS.search(name) else reference_key(record)


def is_unique_name(record) -> bool:
    fields = {field.name: field for field in record._meta.concrete_fields}
    return "slug" not in fields or ("name" in fields and fields["name"].unique)


class ForeignKeyNameWidget(ComparesValuesMixin, widgets.ForeignKeyWidget):
    references: References

    def clean(self, value, row=None, current=(), **kwargs):
        return self.references.find(read_text_cell(value).strip(), current)

    def render(self, value, **kwargs):
        return "" if value is None else reference_name(value)


class ManyToManyNameWidget(ComparesValuesMixin, widgets.ManyToManyWidget):
    references: References

    def clean(self, value, row=None, current=(), **kwargs):
        names = [name.strip() for name in SEPARATORS.split(read_text_cell(value))]
        found = [self.references.find(name, current) for name in names if name]
        return list({id(record): record for record in found}.values())

    def is_same(self, before, value):
        return {reference_key(record) for record in before} == {reference_key(record) for record in value}

    def render(self, value, **kwargs):
        return "、".join(reference_name(record) for record in (value or []))

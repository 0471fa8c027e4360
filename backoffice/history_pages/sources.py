"""The stored versions of one model, read from the rows of its history."""

from collections.abc import Iterable

from django.db import models
from django.forms.models import _get_foreign_key

from backoffice.history_pages.display_values import RecordNames

Key = int | str


class VersionSource:
    """The history of one model.

    `parent` is the foreign key to the record on whose page rows of this model are edited; None for that record's own model.
    """

    def __init__(self, model: type[models.Model], parent: models.ForeignKey | None = None):
        self.model, self.parent = model, parent
        self.rows = getattr(model, model._meta.simple_history_manager_attribute)
        self.key = model._meta.pk.attname
        tracked = {field.name for field in self.rows.model.tracked_fields}
        own_fields = [field for field in model._meta.fields if field.name in tracked and field.editable and not field.primary_key]
        self.fields = [field for field in own_fields if field != parent] + list(model._meta.local_many_to_many)

    @property
    def links(self) -> list[models.ManyToManyField]:
        return [field for field in self.fields if field.many_to_many]

    def versions_of_record(self, record_key: Key):
        """Return the history rows that belong on the page of that record."""
        return self.rows.filter(**{self.parent.attname if self.parent else self.key: record_key})

    def read_versions(self, numbers: Iterable[int]) -> dict[int, models.Model]:
        """Return whole history rows by `history_id`, with the keys of many-to-many fields in `row.linked[field name]`."""
        rows = self.rows.select_related("history_user").in_bulk(list(numbers))
        for row in rows.values():
            row.linked = {link.name: set() for link in self.links}
        for link in self.links:
            link_model = getattr(self.rows.model, link.name).model
            pairs = link_model.objects.filter(history__in=rows).values_list("history_id", f"{link.m2m_reverse_field_name()}_id")
            for number, key in pairs:
                rows[number].linked[link.name].add(key)
        return rows

    def version_value(self, row, field):
        return row.linked[field.name] if field.many_to_many else getattr(row, field.attname)

    def record_name(self, row) -> str:
        """Return the name the record had in that version."""
        return str(self.model(**{field.attname: getattr(row, field.attname) for field in self.rows.model.tracked_fields}))

    def request_names(self, names: RecordNames, row, fields: Iterable[models.Field]):
        for field in fields:
            if field.many_to_many:
                names.request_keys(field.remote_field.model, row.linked[field.name])
            elif field.many_to_one:
                names.request_keys(field.remote_field.model, [getattr(row, field.attname)])


def inline_foreign_key(inline) -> models.ForeignKey:
    """Return the foreign key from the rows of an inline to the record on whose page they are edited."""
    # private in Django 5.2.19
    return _get_foreign_key(inline.parent_model, inline.model, fk_name=inline.fk_name)

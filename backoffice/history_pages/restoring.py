"""Restoring an old version: the record page is filled with its values, so that saving checks every rule of that page."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import model_to_dict

from backoffice.history_pages.display_values import field_label
from backoffice.history_pages.sources import VersionSource
from content.query_values import parse_id

VERSION_PARAMETER = "version"
# What the public sees is decided anew, never restored along with other values.
NEVER_RESTORED = {"status", "publish_at", "unpublish_at"}


@dataclass(kw_only=True)
class OldValues:
    """The values of one version, by field name.

    `missing` has the labels of fields whose value cannot be restored, `differing` of those that differ from the record now.
    """

    row: models.Model
    values: dict
    missing: list[str]
    differing: list[str]

    @property
    def key(self):
        """Primary key of the record that this is a version of."""
        return getattr(self.row, self.row.instance_type._meta.pk.attname)


class RestoreVersionMixin:
    """Lets the record page of an admin be opened with `?version=<number>`, filled with the values of that version."""

    def may_restore(self, request, record) -> bool:
        if record is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, record)

    def find_restored_values(self, request, object_id) -> OldValues | None:
        """Return the values of the version named in the URL, or None.

        Raises PermissionDenied if the user may not see that version or it belongs to another record.
        """
        number = parse_id(request.GET.get(VERSION_PARAMETER))
        if number is None:
            return None
        source = VersionSource(self.model)
        rows = self.visible_versions(request, source.rows.filter(pk=number))
        if object_id is not None:
            rows = rows.filter(**{source.key: object_id})
        row = source.read_versions(rows.values_list("pk", flat=True)).get(number)
        record = self.model._base_manager.filter(pk=getattr(row, source.key)).first() if row else None
        if row is None or (object_id is None) != (record is None):
            raise PermissionDenied
        return collect_old_values(source, row, record)


def collect_old_values(source: VersionSource, row, record) -> OldValues:
    current = model_to_dict(record) if record else {}
    values, missing, differing = {}, [], []
    for field in source.fields:
        if field.name in NEVER_RESTORED:
            continue
        value = source.version_value(row, field)
        if isinstance(field, models.FileField) or (value and is_target_deleted(field, value)):
            missing += [] if record and str(value) == str(current[field.name]) else [field_label(field)]
            continue
        values[field.name] = sorted(value) if field.many_to_many else value
        if record and not is_same_value(field, value, current[field.name]):
            differing.append(field_label(field))
    return OldValues(row=row, values=values, missing=missing, differing=differing)


def is_target_deleted(field, value) -> bool:
    if not field.is_relation:
        return False
    keys = value if field.many_to_many else {value}
    return field.remote_field.model._base_manager.filter(pk__in=keys).count() < len(keys)


def is_same_value(field, old, current) -> bool:
    if field.many_to_many:
        return old == {record.pk for record in current or ()}
    return old == current

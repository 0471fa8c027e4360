"""An old version is put back through the page where the record is edited, so that every rule of that page is checked."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import model_to_dict

from backoffice.history_pages.display_values import field_label
from backoffice.history_pages.sources import VersionSource

VERSION_PARAMETER = "version"
# What the public sees is decided anew, never brought back by the way
NEVER_RESTORED = {"status", "publish_at", "unpublish_at"}


@dataclass(kw_only=True)
class OldValues:
    """Of the version asked for; `missing` are fields whose value cannot be put back."""

    row: models.Model
    values: dict
    missing: list[str]
    differing: list[str]

    @property
    def key(self):
        """Of the record, in every version of it."""
        return getattr(self.row, self.row.instance_type._meta.pk.attname)


class RestoreVersionMixin:
    """Of a page with `?version=`: the form is filled with the values of that version, and saved like any other."""

    def may_restore(self, request, record) -> bool:
        if record is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, record)

    def find_restored_values(self, request, object_id) -> OldValues | None:
        """Of the version the address asks for; refuses one that is hidden, or of another record."""
        asked = request.GET.get(VERSION_PARAMETER, "")
        if not asked.isdecimal():
            return None
        track = VersionSource(self.model)
        rows = self.visible_versions(request, track.rows.filter(pk=asked[:18]))
        if object_id is not None:
            rows = rows.filter(**{track.key: object_id})
        row = track.read(rows.values_list("pk", flat=True)).get(int(asked[:18]))
        record = self.model._base_manager.filter(pk=getattr(row, track.key)).first() if row else None
        if row is None or (object_id is None) != (record is None):
            raise PermissionDenied
        return collect_old_values(track, row, record)


def collect_old_values(track: VersionSource, row, record) -> OldValues:
    now = model_to_dict(record) if record else {}
    values, missing, differing = {}, [], []
    for field in track.fields:
        if field.name in NEVER_RESTORED:
            continue
        value = track.value(row, field)
        if isinstance(field, models.FileField) or (value and is_target_deleted(field, value)):
            missing += [] if record and str(value) == str(now[field.name]) else [field_label(field)]
            continue
        values[field.name] = sorted(value) if field.many_to_many else value
        if record and not is_same_value(field, value, now[field.name]):
            differing.append(field_label(field))
    return OldValues(row=row, values=values, missing=missing, differing=differing)


def is_target_deleted(field, value) -> bool:
    if not field.is_relation:
        return False
    keys = value if field.many_to_many else {value}
    return field.remote_field.model._base_manager.filter(pk__in=keys).count() < len(keys)


def is_same_value(field, old, now) -> bool:
    if field.many_to_many:
        return old == {record.pk for record in now or ()}
    return old == now

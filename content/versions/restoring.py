"""An old version is put back through the page where the record is edited, so that every rule of that page is checked."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from content.local_time import format_moment
from content.versions.tracks import Track
from content.versions.values import label_of

ASKED = "version"
# What the public sees is decided anew, never brought back by the way
NEVER_RESTORED = {"status", "publish_at", "unpublish_at"}


@dataclass(kw_only=True)
class OldValues:
    """Of the version asked for; `missing` are fields whose value cannot be put back."""

    row: models.Model
    values: dict
    missing: list[str]
    differing: list[str]


class Restores:
    """Of a page with `?version=`: the form is filled with the values of that version, and saved like any other."""

    def may_restore(self, request, record) -> bool:
        if record is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, record)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        old = self.old_values(request, object_id)
        if old:
            extra_context = {"restoring": old, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def old_values(self, request, object_id) -> OldValues | None:
        asked = request.GET.get(ASKED, "")
        if not asked.isdecimal():
            return None
        if not hasattr(request, "_old_values"):
            request._old_values = self.read_old_values(request, object_id, int(asked))
        return request._old_values

    def read_old_values(self, request, object_id, asked: int) -> OldValues | None:
        track = Track(self.model)
        rows = self.visible_versions(request, track.rows.filter(pk=asked))
        if object_id is not None:
            rows = rows.filter(**{track.key: object_id})
        row = track.read(rows.values_list("pk", flat=True)).get(asked)
        record = self.model._base_manager.filter(pk=getattr(row, track.key)).first() if row else None
        if row is None or (object_id is None) != (record is None):
            raise PermissionDenied
        return old_values(track, row, record)

    def get_changeform_initial_data(self, request):
        old = self.old_values(request, None)
        return {**super().get_changeform_initial_data(request), **(old.values if old else {})}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        old = self.old_values(request, obj.pk) if obj and change else None
        return filled(form, old.values) if old and request.method == "GET" else form

    def save_model(self, request, obj, form, change):
        old = self.old_values(request, obj.pk if change else None)
        if old:
            obj._change_reason = _("Put back as it was on %(when)s") % {"when": format_moment(old.row.history_date)}
        if old and not change:
            obj.pk = getattr(old.row, self.model._meta.pk.attname)  # it goes on where its history ended
        super().save_model(request, obj, form, change)


def old_values(track: Track, row, record) -> OldValues:
    now = model_to_dict(record) if record else {}
    values, missing, differing = {}, [], []
    for field in track.fields:
        if field.name in NEVER_RESTORED:
            continue
        value = track.value(row, field)
        if isinstance(field, models.FileField) or (value and is_gone(field, value)):
            missing += [] if record and str(value) == str(now[field.name]) else [label_of(field)]
            continue
        values[field.name] = sorted(value) if field.many_to_many else value
        if record and not same(field, value, now[field.name]):
            differing.append(label_of(field))
    return OldValues(row=row, values=values, missing=missing, differing=differing)


def is_gone(field, value) -> bool:
    if not field.is_relation:
        return False
    keys = value if field.many_to_many else {value}
    return field.remote_field.model._base_manager.filter(pk__in=keys).count() < len(keys)


def same(field, old, now) -> bool:
    if field.many_to_many:
        return old == {record.pk for record in now or ()}
    return old == now


def filled(form: type[forms.ModelForm], values: dict) -> type[forms.ModelForm]:
    """The form class, beginning with these values instead of the record's own."""

    class Filled(form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.as_stored = dict(self.initial)
            self.initial |= values

    return Filled

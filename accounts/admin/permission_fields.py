"""Permissions in words that the people who grant them understand."""

from django import forms
from django.contrib.auth.models import Permission
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.roles import get_role_table

ACTION_LABELS = {"view": _("look at"), "add": _("add"), "change": _("change"), "delete": _("delete")}


class PermissionsField(forms.ModelMultipleChoiceField):
    """Offers only the permissions that the back office has a page or a rule for."""

    def __init__(self, queryset, **kwargs):
        app_labels = (*get_role_table().app_labels, "auth")
        ours = queryset.filter(content_type__app_label__in=app_labels).exclude(content_type__model__startswith="historical")
        super().__init__(ours.select_related("content_type"), **kwargs)

    def label_from_instance(self, permission):
        label = get_role_table().labels.get(permission.codename)
        if label:
            return capfirst(str(label))
        action = permission.codename.partition("_")[0]
        return f"{capfirst(permission.content_type.name)}：{ACTION_LABELS.get(action, permission.name)}"


class ReadablePermissionsMixin:
    """Mixed into the admin of accounts and of roles."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Permission:
            kwargs |= {"form_class": PermissionsField, "widget": forms.CheckboxSelectMultiple, "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

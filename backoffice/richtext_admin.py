"""Rich text fields in the admin: their widget, the pictures they may use, and warnings about what saving removed."""

from django.contrib import messages
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.models import Picture
from content.richtext.fields import MarkdownField
from content.richtext.widget import RichTextWidget


def selectable_pictures(site, request):
    """Return the pictures the user may view in the admin; worked out once per request for all fields."""
    if not hasattr(request, "selectable_pictures"):
        model_admin = site.get_model_admin(Picture)
        may_view = model_admin.has_view_permission(request)
        request.selectable_pictures = model_admin.get_queryset(request) if may_view else Picture.objects.none()
    return request.selectable_pictures.all()


def richtext_widget_urls(site, request) -> dict[str, str]:
    pictures = site.get_model_admin(Picture)
    may_choose = pictures.has_view_permission(request)
    return {
        "document": reverse("admin:richtext_document"),
        "preview": reverse("admin:richtext_preview"),
        "picture": reverse("admin:richtext_picture"),
        "pictures": reverse("admin:content_picture_changelist") if may_choose else "",
        "upload": reverse("admin:richtext_upload") if may_choose and pictures.has_add_permission(request) else "",
    }


class RichTextAdminMixin:
    """Mixed into an admin or an inline. Fields ending in `_en` are marked as English (`lang`)."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, MarkdownField):
            kwargs["widget"] = RichTextWidget(addresses=richtext_widget_urls(self.admin_site, request))
            kwargs["pictures"] = selectable_pictures(self.admin_site, request)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name.endswith("_en"):
            field.widget.attrs["lang"] = "en"
        return field

    def construct_change_message(self, request, form, formsets, add=False):
        # Django calls this once everything is saved; undocumented in Django 5.2.19.
        rows = [row for formset in formsets or () for row in formset.forms]
        for saved in [form, *rows]:
            warn_about_removed(request, saved)
        return super().construct_change_message(request, form, formsets, add)


def warn_about_removed(request, form, names=None):
    """Warn about what cleaning removed from the changed fields, or from the named ones."""
    names = form.changed_data if names is None else names
    for name, field in form.fields.items():
        if name in names and (removed := getattr(field, "removed", ())):
            params = {"field": capfirst(str(field.label)), "removed": _(", ").join(removed)}
            messages.warning(request, _("Taken out of “%(field)s”: %(removed)s") % params)

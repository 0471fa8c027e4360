"""Rich text on every page of the back office: one rule for all of its fields, and word of what saving took out."""

from django.contrib import messages
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.models import Picture
from content.richtext.fields import MarkdownField
from content.richtext.widget import RichTextWidget


def selectable_pictures(site, request):
    """The pictures whose page of the back office the user may open; put together once in a request, for all of its fields."""
    if not hasattr(request, "selectable_pictures"):
        page = site.get_model_admin(Picture)
        may_view = page.has_view_permission(request)
        request.selectable_pictures = page.get_queryset(request) if may_view else Picture.objects.none()
    return request.selectable_pictures.all()


def richtext_widget_urls(site, request) -> dict[str, str]:
    may_choose = site.get_model_admin(Picture).has_view_permission(request)
    return {
        "preview": reverse("admin:richtext_preview"),
        "picture": reverse("admin:richtext_picture"),
        "pictures": reverse("admin:content_picture_changelist") if may_choose else "",
    }


class RichTextAdminMixin:
    """Of a page or an inline. Fields ending in `_en` say that they are English."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, MarkdownField):
            kwargs["widget"] = RichTextWidget(addresses=richtext_widget_urls(self.admin_site, request))
            kwargs["pictures"] = selectable_pictures(self.admin_site, request)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name.endswith("_en"):
            field.widget.attrs["lang"] = "en"
        return field

    def construct_change_message(self, request, form, formsets, add=False):
        """Called once everything is saved."""
        inlines = [inline for formset in formsets or () for inline in formset.forms]
        for saved in [form, *inlines]:
            warn_about_removed(request, saved)
        return super().construct_change_message(request, form, formsets, add)


def warn_about_removed(request, form, names=None):
    """Of the fields that were changed, or of those named."""
    names = form.changed_data if names is None else names
    for name, field in form.fields.items():
        if name in names and (removed := getattr(field, "removed", ())):
            told = {"field": capfirst(str(field.label)), "removed": _(", ").join(removed)}
            messages.warning(request, _("Taken out of “%(field)s”: %(removed)s") % told)

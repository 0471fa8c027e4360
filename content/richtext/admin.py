"""Rich text on every page of the back office: one rule for all of its fields, and word of what saving took out."""

from django.contrib import messages
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.models import Picture
from content.richtext.fields import MarkdownField
from content.richtext.widget import RichTextWidget


def pictures_for(site, request):
    """The pictures whose page of the back office the user may open; put together once in a request, for all of its fields."""
    if not hasattr(request, "pictures_to_use"):
        page = site.get_model_admin(Picture)
        may_view = page.has_view_permission(request)
        request.pictures_to_use = page.get_queryset(request) if may_view else Picture.objects.none()
    return request.pictures_to_use.all()


def addresses_for(site, request) -> dict[str, str]:
    may_choose = site.get_model_admin(Picture).has_view_permission(request)
    return {
        "preview": reverse("admin:richtext_preview"),
        "picture": reverse("admin:richtext_picture"),
        "pictures": reverse("admin:content_picture_changelist") if may_choose else "",
    }


class RichTexts:
    """Of a page or an inline. Fields ending in `_en` say that they are English."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, MarkdownField):
            kwargs["widget"] = RichTextWidget(addresses=addresses_for(self.admin_site, request))
            kwargs["pictures"] = pictures_for(self.admin_site, request)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name.endswith("_en"):
            field.widget.attrs["lang"] = "en"
        return field

    def construct_change_message(self, request, form, formsets, add=False):
        """Called once everything is saved."""
        inlines = [inline for formset in formsets or () for inline in formset.forms]
        for saved in [form, *inlines]:
            tell_removed(request, saved)
        return super().construct_change_message(request, form, formsets, add)


def tell_removed(request, form):
    for name, field in form.fields.items():
        if name in form.changed_data and (removed := getattr(field, "removed", ())):
            told = {"field": capfirst(str(field.label)), "removed": _(", ").join(removed)}
            messages.warning(request, _("Taken out of “%(field)s”: %(removed)s") % told)

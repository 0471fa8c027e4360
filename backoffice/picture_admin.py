"""Admin pages for pictures. The app that knows schools limits whose pictures a user sees (`schools`)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.admin_pages import AdminPage
from backoffice.base_admin import BaseAdmin
from backoffice.lifecycle.deletion import DeletionRefusal
from content.pictures.forms import PictureForm
from content.pictures.markup import rendition_url
from content.pictures.usage import find_picture_uses
from content.query_values import parse_id

PREVIEW_SIDE = 320
STATES = {
    "preparing": _("Being prepared: smaller sizes are made in the background. The picture can be used already."),
    "ready": _("Ready, in every size."),
    "failed": _("The smaller sizes could not be made. The picture is shown as it was stored; it loads more slowly."),
}
DELETION_ADVICE = _("Choose another one there, or take it away, and come back.")
NOT_YOURS = _(
    "Others uploaded this picture, or the public sees it already. To show something else, add a new picture and choose that."
)
SHORT_STATES = {"preparing": _("being prepared"), "ready": _("ready"), "failed": _("smaller sizes missing")}


def picture_preview(picture, side: int = PREVIEW_SIDE):
    """Return an `<img>` scaled by its width and height attributes to fit a square of `side` CSS pixels."""
    if not picture or not picture.image or not picture.width or not picture.height:
        return "—"
    scale = min(side / picture.width, side / picture.height, 1)
    width, height = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
    tag = '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">'
    return format_html(tag, rendition_url(picture, width), width, height, picture.alt_text)


def rendition_state(picture) -> str:
    if picture.files:
        return "ready"
    return "preparing" if picture.is_being_prepared else "failed"


class PictureAdmin(BaseAdmin):
    pages = (AdminPage(route="<path:object_id>/progress/", view="progress_view", name="progress"),)
    form = PictureForm
    list_display = ("thumbnail", "alt_text", "credit", "minors", "state", "uploaded_at")
    list_display_links = ("thumbnail", "alt_text")
    list_filter = ("minors",)
    list_per_page = 50
    search_fields = ("alt_text", "alt_text_en", "credit")
    date_hierarchy = "uploaded_at"
    readonly_fields = ("preview", "progress", "shown_on", "uploaded_at")

    class Media:
        css = {"all": ("css/admin/pictures.css",)}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def get_fieldsets(self, request, obj=None):
        may_edit = self.may_edit(request, obj)
        picture = ["image", ("focal_x", "focal_y")] if may_edit else ["preview"]
        fields = [*picture, "alt_text", "alt_text_en", "credit", "minors"]
        sets = [(None, {"fields": fields, "description": None if may_edit else NOT_YOURS})]
        return [*sets, (_("In use"), {"fields": ["progress", "shown_on", "uploaded_at"]})] if obj else sets

    def may_edit(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def build_deletion_refusal(self, records, request) -> DeletionRefusal:
        message = _("“{name}” cannot be deleted, it is shown here: {uses}")
        visible = [(picture, self.list_visible_uses(picture, request)) for picture in records]
        lines = [format_html(message, name=picture, uses=join_use_lines(uses)) for picture, uses in visible if uses]
        return DeletionRefusal(lines=lines, advice=DELETION_ADVICE)

    def list_visible_uses(self, picture, request) -> list:
        """Return a line for each record that shows the picture; records the user may not view are only counted."""
        uses = picture.uses if hasattr(picture, "uses") else find_picture_uses(picture)
        registry = self.admin_site._registry  # private in Django 5.2.19
        visible = [
            use for use in uses if (model_admin := registry.get(type(use))) and model_admin.has_view_permission(request, use)
        ]
        hidden = len(uses) - len(visible)
        more = ngettext("%(count)s page you do not look after", "%(count)s pages you do not look after", hidden)
        return [self.link_to_record(use) for use in visible] + ([more % {"count": hidden}] if hidden else [])

    def link_to_record(self, record):
        name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
        try:
            return format_html('{}: <a href="{}">{}</a>', record._meta.verbose_name, reverse(name, args=[record.pk]), record)
        except NoReverseMatch:
            return f"{record._meta.verbose_name}: {record}"

    def progress_view(self, request, object_id):
        picture = self.get_queryset(request).filter(pk=parse_id(object_id)).first()
        if picture is None:
            raise Http404
        if not self.has_view_permission(request, picture):
            raise PermissionDenied
        state = rendition_state(picture)
        return JsonResponse({"state": state, "text": str(STATES[state])})

    def get_object(self, request, object_id, from_field=None):
        picture = super().get_object(request, object_id, from_field)
        if picture:
            picture.uses = find_picture_uses(picture)
            picture.visible_uses = self.list_visible_uses(picture, request)
        return picture

    @admin.display(description=_("preview"))
    def preview(self, picture):
        return picture_preview(picture)

    @admin.display(description=_("preview"))
    def thumbnail(self, picture):
        return picture_preview(picture, 80)

    @admin.display(description=_("sizes"))
    def state(self, picture):
        return SHORT_STATES[rendition_state(picture)]

    @admin.display(description=_("sizes"))
    def progress(self, picture):
        state = rendition_state(picture)
        url = reverse("admin:content_picture_progress", args=[picture.pk])
        return format_html('<span class="picture-progress" data-state="{}" data-url="{}">{}</span>', state, url, STATES[state])

    @admin.display(description=_("shown on"))
    def shown_on(self, picture):
        lines = format_html_join("", "<li>{}</li>", ((line,) for line in picture.visible_uses))
        return format_html('<ul class="picture-uses">{}</ul>', lines) if lines else _("nowhere yet")


def join_use_lines(lines):
    return format_html_join(gettext(", "), "{}", ((line,) for line in lines))

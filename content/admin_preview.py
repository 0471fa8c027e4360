"""From a record's page: how the public will see it, on three widths, and a link for those without an account."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from content import audit
from content.links import absolute
from content.preview_links import DAYS, token_for, valid_until

WIDTHS = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1280, 900)}  # of the frame, in CSS pixels


class PreviewsPage(admin.ModelAdmin):
    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name="{}_{}_preview".format(*info)), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        is_shown = change and hasattr(self.model, "status") and not context.get("is_popup")
        context["can_preview"] = is_shown and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview_view(self, request, object_id):
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_change_permission(request, record):  # a link shows it to anybody
            raise PermissionDenied
        width = request.GET.get("width") if request.GET.get("width") in WIDTHS else "phone"
        page = reverse("preview", args=[token_for(record)])
        if "width" not in request.GET:
            audit.record(audit.Event.PREVIEW_LINK, request=request, about=record)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview"),
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "page": page,
            "link": absolute(page),
            "valid_until": valid_until(),
            "days": DAYS,
            "frame": WIDTHS[width],
            "widths": [(name, label, name == width) for name, label in labels()],
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/content/preview.html", context)


def labels():
    return [("phone", _("Phone")), ("tablet", _("Tablet")), ("desktop", _("Desktop"))]

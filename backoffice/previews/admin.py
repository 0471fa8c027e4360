"""Admin page for a record's preview: the public page at three widths, and a link for people without an account."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events
from backoffice.previews.links import make_preview_token, preview_valid_until
from backoffice.publishing.admin import is_popup
from content.absolute_urls import prepend_base_url

FRAME_SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1280, 900)}  # width, height in CSS pixels


def offer_preview(model_admin, request, record) -> dict:
    is_previewable = record is not None and hasattr(record, "status") and not is_popup(request)
    return {"can_preview": is_previewable and model_admin.has_change_permission(request, record)}


class PreviewAdminMixin:
    pages = (AdminPage(route="<path:object_id>/preview/", view="preview_view", name="preview"),)
    page_context = (offer_preview,)

    def preview_view(self, request, object_id):
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_change_permission(request, record):  # the link shows the record to anybody
            raise PermissionDenied
        width = request.GET.get("width") if request.GET.get("width") in FRAME_SIZES else "phone"
        page = reverse("preview", args=[make_preview_token(record)])
        if "width" not in request.GET:
            events.record_audit_event(events.Event.PREVIEW_LINK, request=request, about=record)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview"),
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "page": page,
            "link": prepend_base_url(page),
            "valid_until": preview_valid_until(),
            "frame": FRAME_SIZES[width],
            "widths": [(name, label, name == width) for name, label in frame_width_labels()],
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/previews/preview.html", context)


def frame_width_labels():
    return [("phone", _("Phone")), ("tablet", _("Tablet")), ("desktop", _("Desktop"))]

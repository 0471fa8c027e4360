"""Views for the rich text widget: a text for the editor, its preview, the name of a picture, and a picture dropped into it."""

import json

from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from backoffice.richtext_admin import selectable_pictures
from content.models import Picture
from content.pictures.markup import rendition_url
from content.query_values import parse_id
from content.richtext.cleaning import clean_markdown
from content.richtext.editing import render_for_editor
from content.richtext.fields import MAX_LENGTH
from content.richtext.parser import parse_markdown, referenced_picture_ids, refused_links
from content.richtext.rendering import render_markdown

EDITOR_WIDTH = 640  # pixels
LONGEST_READ = 2 * MAX_LENGTH  # what is too long to be saved can still be read and shortened


def richtext_urls(site) -> list:
    """Return the URL patterns of the widget's views, for staff who may use the admin."""

    @require_POST
    def document(request):
        return HttpResponse(render_for_editor(request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST_READ]))

    @require_POST
    def preview(request):
        cleaned = clean_markdown(request.POST.get("text", "").replace("\r\n", "\n")[:MAX_LENGTH])
        named = referenced_picture_ids(parse_markdown(cleaned.text))
        pictures = selectable_pictures(site, request).in_bulk(named) if named else {}
        context = {
            "html": render_markdown(cleaned.text, pictures=pictures),
            "removed": cleaned.removed,
            "refused": refused_links(cleaned.text),
            "missing": sorted(named - pictures.keys()),
        }
        return TemplateResponse(request, "admin/richtext/preview.html", context)

    @require_safe
    def picture(request):
        found = selectable_pictures(site, request).filter(pk=parse_id(request.GET.get("id"))).first()
        if found is None:
            raise Http404
        return JsonResponse({"id": found.pk, "name": found.alt_text, "address": rendition_url(found, EDITOR_WIDTH)})

    def upload(request):
        """Show the form of a picture that was dropped into a text, or store it as its own page does."""
        context = getattr(site.get_model_admin(Picture).add_view(request), "context_data", None) or {}
        if "popup_response_data" in context:
            return JsonResponse({"id": int(json.loads(context["popup_response_data"])["value"])}, status=201)
        form = context["adminform"].form
        form.auto_id = "picture_%s"  # the page it is shown on may have fields of the same name
        return TemplateResponse(request, "admin/richtext/upload.html", {"form": form})

    return [
        path("richtext/document/", site.admin_view(document), name="richtext_document"),
        path("richtext/upload/", site.admin_view(upload), name="richtext_upload"),
        path("richtext/preview/", site.admin_view(preview), name="richtext_preview"),
        path("richtext/picture/", site.admin_view(picture), name="richtext_picture"),
    ]

"""Views for the rich text widget: a preview of the text, and the name of a picture."""

from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from backoffice.richtext_admin import selectable_pictures
from content.query_values import parse_id
from content.richtext.cleaning import clean_markdown
from content.richtext.fields import MAX_LENGTH
from content.richtext.parser import parse_markdown, referenced_picture_ids, refused_links
from content.richtext.rendering import render_markdown


def richtext_urls(site) -> list:
    """Return the URL patterns of the widget's views, for staff who may use the admin."""

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
        return JsonResponse({"id": found.pk, "name": found.alt_text})

    return [
        path("richtext/preview/", site.admin_view(preview), name="richtext_preview"),
        path("richtext/picture/", site.admin_view(picture), name="richtext_picture"),
    ]

"""What the text box asks the server: how a text will look, and what a picture is called."""

from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from backoffice.richtext_admin import pictures_for
from content.richtext.cleaning import clean
from content.richtext.fields import LONGEST
from content.richtext.parser import parse, pictures_named, refused_links
from content.richtext.rendering import render


def urls(site) -> list:
    """Within the back office, for staff."""

    @require_POST
    def preview(request):
        cleaned = clean(request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST])
        named = pictures_named(parse(cleaned.text))
        pictures = pictures_for(site, request).in_bulk(named) if named else {}
        context = {
            "html": render(cleaned.text, pictures=pictures),
            "removed": cleaned.removed,
            "refused": refused_links(cleaned.text),
            "missing": sorted(named - pictures.keys()),
        }
        return TemplateResponse(request, "admin/richtext/preview.html", context)

    @require_safe
    def picture(request):
        number = request.GET.get("id", "")
        found = pictures_for(site, request).filter(pk=number).first() if number.isdecimal() and len(number) < 13 else None
        if found is None:
            raise Http404
        return JsonResponse({"id": found.pk, "name": found.alt_text})

    return [
        path("richtext/preview/", site.admin_view(preview), name="richtext_preview"),
        path("richtext/picture/", site.admin_view(picture), name="richtext_picture"),
    ]

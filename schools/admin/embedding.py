"""Admin page with the code that shows a school's programme on its own website, and a preview."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from content.absolute_urls import prepend_base_url

PREVIEW_WIDTHS = (360, 720)  # pixels
HEIGHT = 640  # pixels


class EmbedCodeMixin:
    """Mixed into the `ModelAdmin` of schools."""

    pages = (AdminPage(route="<id:school_id>/embed/", view="embed_view", name="embed"),)

    def embed_view(self, request, school_id):
        school = self.get_object(request, str(school_id))
        if school is None or not self.has_view_permission(request, school):
            raise Http404
        address = f"{reverse('embed_programme')}?school={school.slug}"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": school,
            "title": _("Embed code"),
            "code": embed_code(school, address) if school.is_published else "",
            "address": address,
            "widths": PREVIEW_WIDTHS,
            "height": HEIGHT,
        }
        return TemplateResponse(request, "admin/schools/school/embed.html", context)


def embed_code(school, address: str) -> str:
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0"></iframe>',
        prepend_base_url(address),
        _("Programme of %(school)s") % {"school": school.name},
        HEIGHT,
    )

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from alumni import share_metadata
from alumni.models import Graduate
from content.models import SiteSettings
from content.share_images.serving import card_response


@require_safe
def graduate_card(request, slug):
    graduate = get_object_or_404(Graduate.objects.published().select_related("school"), slug=slug)
    return card_response(request, f"graduate-{slug}", share_metadata.build_graduate_card(graduate, SiteSettings.load()))

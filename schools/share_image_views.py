"""Preview images of schools and industry colleges for shared links."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.models import SiteSettings
from content.share_images.serving import card_response
from schools import share_metadata
from schools.models import IndustryCollege, School


@require_safe
def school_card(request, slug):
    school = get_object_or_404(School.objects.published().select_related("district"), slug=slug)
    return card_response(request, f"school-{slug}", share_metadata.build_school_card(school, SiteSettings.load()))


@require_safe
def college_card(request, slug):
    college = get_object_or_404(
        IndustryCollege.objects.published().select_related("district").prefetch_related("trades"), slug=slug
    )
    return card_response(request, f"college-{slug}", share_metadata.build_college_card(college, SiteSettings.load()))

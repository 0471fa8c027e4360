"""The share image of the portal, for pages that have none of their own."""

from django.views.decorators.http import require_safe

from content.languages import localized_value
from content.models import SiteSettings
from content.share_images.card import Card
from content.share_images.serving import card_response
from content.site_names import site_name
from edu_week.date_formats import format_day_range
from events.models import ActivityWeek


def build_site_card(site: SiteSettings, week: ActivityWeek | None) -> Card:
    name = site_name(site)
    if not week:
        return Card(site=name, title=name)
    return Card(
        site=name,
        title=week.phrases_of(localized_value(week, "name")),
        lines=(f"{week.starts_on.year} · {format_day_range(week.starts_on, week.ends_on)}",),
    )


@require_safe
def site_card(request):
    return card_response(request, "site", build_site_card(SiteSettings.load(), ActivityWeek.objects.current()))

"""The picture of a session for shared links."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content import clock
from content.models import SiteSettings
from content.share_images.serving import card_response
from events.bookings.places import published_slots
from events.models import EventSession
from events.programme.share_metadata import build_session_card


@require_safe
def session_card(request, slug):
    session = get_object_or_404(EventSession.objects.published().select_related("venue").prefetch_related("trades"), slug=slug)
    slots = list(published_slots(clock.now()).filter(session=session))
    return card_response(request, f"session-{slug}", build_session_card(session, slots, SiteSettings.load()))

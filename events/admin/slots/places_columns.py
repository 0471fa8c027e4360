"""Columns of the back office that show how full slots are."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content import clock
from events.bookings.queries import places_left, with_places


class PlacesColumns:
    """Mixin for the ModelAdmin or inline of slots; its rows are read through `with_places`."""

    def get_queryset(self, request):
        return with_places(super().get_queryset(request), clock.now())

    @admin.display(description=_("bookable places"), ordering="bookable")
    def shown_bookable(self, slot):
        return slot.bookable if slot.pk and slot.session.takes_bookings else "—"

    @admin.display(description=_("places taken"), ordering="places_taken")
    def shown_taken(self, slot):
        return slot.places_taken - count_expired_people(slot) if slot.pk else "—"

    @admin.display(description=_("places left"))
    def shown_left(self, slot):
        if not slot.pk or not slot.session.takes_bookings:
            return "—"
        return max(places_left(slot), 0)


def count_expired_people(slot) -> int:
    """Return the people of expired holds, whose places count as free."""
    return getattr(slot, "expired_people", 0)

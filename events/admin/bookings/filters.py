"""Filters of the list of bookings. Their options are read from slots and sessions, which stay few when bookings are many."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.related_filters import FewChoicesFilter, read_choices
from content import clock
from content.local_time import day_bounds, format_date
from content.query_values import parse_day, parse_id
from events.admin.edition_filter import chosen_edition
from events.models import Booking, BookingChange, EventSession, TimeSlot
from events.models.booking_change import awaiting_decision
from schools.scoping import within_own_schools

EDITION_OF_BOOKING = "slot__session__week"


def booked_slots_of_list(request):
    """Return the slots with bookings that the user may see, of the edition on which the list stands."""
    booked = TimeSlot.objects.filter(Exists(Booking.objects.filter(slot=OuterRef("pk"))))
    edition = chosen_edition(request, EDITION_OF_BOOKING, searches_all=True)
    if edition is not None:
        booked = booked.filter(session__week=edition)
    return within_own_schools(booked, request.user, "session__host_school")


class SlotDayFilter(admin.SimpleListFilter):
    title = _("day")
    parameter_name = "day"

    def lookups(self, request, model_admin):
        days = booked_slots_of_list(request).order_by().datetimes("starts_at", "day")
        return [(f"{day:%Y-%m-%d}", format_date(day)) for day in map(timezone.localtime, days)]

    def queryset(self, request, queryset):
        """A day without bookings gives an empty list; a value that is no date does not filter."""
        day = parse_day(self.value())
        if day is None:
            return queryset
        start, end = day_bounds(day)
        return queryset.filter(slot__starts_at__gte=start, slot__starts_at__lt=end)


class BookedSessionFilter(FewChoicesFilter):
    def field_choices(self, field, request, model_admin):
        booked = EventSession.objects.filter(Exists(booked_slots_of_list(request).filter(session=OuterRef("pk"))))
        return read_choices(booked.only("title").order_by("sort_key", "pk"), self.lookup_val)


class ToDecideFilter(admin.SimpleListFilter):
    """Classes to decide on, requests for a change too; `BookingAdmin.get_ordering` puts the first to lapse on top."""

    title = _("to be decided")
    parameter_name = "awaiting"

    def lookups(self, request, model_admin):
        return [("1", _("awaiting approval, the earliest deadline first"))]

    def queryset(self, request, queryset):
        return bookings_to_decide(queryset) if self.value() == "1" else queryset


class WaitingListFilter(admin.SimpleListFilter):
    """Waiting bookings whose slot has not begun: nobody is promoted after that."""

    title = _("waiting list")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("1", _("waiting for a time slot to come"))]

    def queryset(self, request, queryset):
        return queryset.waiting().filter(slot__starts_at__gt=clock.now()) if self.value() == "1" else queryset


def bookings_to_decide(bookings):
    return bookings.filter(awaiting_decision(clock.now()))


class PlacesFilter(admin.SimpleListFilter):
    """Bookings that take places in a slot (its number) or on a day, those whose booker asks to be moved there too.

    Only links name it; what they count is `TimeSlot.places_taken` without what has expired.
    """

    title = _("places taken")
    parameter_name = "places"

    def lookups(self, request, model_admin):
        return [(self.value(), self.value())] if self.value() else []

    def queryset(self, request, queryset):
        day = parse_day(self.value())
        if day:
            start, end = day_bounds(day)
            slots = TimeSlot.objects.filter(starts_at__gte=start, starts_at__lt=end)
        else:
            slots = TimeSlot.objects.filter(pk=parse_id(self.value()))
        now = clock.now()
        asked = BookingChange.objects.awaiting_decision(now).filter(slot__in=slots)
        taking = Q(slot__in=slots, state__in=Booking.PLACE_STATES) | Q(pk__in=asked.values("booking"))
        return queryset.filter(taking).exclude(pk__in=Booking.objects.expired(now).values("pk"))

"""Filters of the list of bookings. Their options are read from slots and sessions, which stay few when bookings are many."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import clock
from content.local_time import day_bounds
from content.query_values import parse_day
from events.models import Booking, EventSession, TimeSlot
from schools.scoping import within_own_schools


def booked_slots_of_user(user):
    booked = TimeSlot.objects.filter(Exists(Booking.objects.filter(slot=OuterRef("pk"))))
    return within_own_schools(booked, user, "session__host_school")


class SlotDayFilter(admin.SimpleListFilter):
    title = _("day")
    parameter_name = "day"

    def lookups(self, request, model_admin):
        days = booked_slots_of_user(request.user).order_by().datetimes("starts_at", "day")
        return [(f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}") for day in map(timezone.localtime, days)]

    def queryset(self, request, queryset):
        """A day without bookings gives an empty list; a value that is no date does not filter."""
        day = parse_day(self.value())
        if day is None:
            return queryset
        start, end = day_bounds(day)
        return queryset.filter(slot__starts_at__gte=start, slot__starts_at__lt=end)


class BookedSessionFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        booked = EventSession.objects.filter(Exists(booked_slots_of_user(request.user).filter(session=OuterRef("pk"))))
        return list(booked.order_by("sort_key", "pk").values_list("pk", "title"))


class ToDecideFilter(admin.SimpleListFilter):
    """Pending class bookings; `BookingAdmin.get_ordering` puts the first to lapse on top."""

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
        return [("1", _("waiting for a time to come"))]

    def queryset(self, request, queryset):
        return queryset.waiting().filter(slot__starts_at__gt=clock.now()) if self.value() == "1" else queryset


def bookings_to_decide(bookings):
    return bookings.awaiting_decision(clock.now())

"""Filters of the list of bookings. What they offer is asked of slots and sessions, which stay few when bookings are many."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import clock
from events.models import Booking, EventSession, TimeSlot
from schools.admin.base import within_own_schools


def booked_slots(user):
    booked = TimeSlot.objects.filter(Exists(Booking.objects.filter(slot=OuterRef("pk"))))
    return within_own_schools(booked, user, "session__host_school")


class SlotDayFilter(admin.SimpleListFilter):
    title = _("day")
    parameter_name = "day"

    def lookups(self, request, model_admin):
        days = booked_slots(request.user).order_by().datetimes("starts_at", "day")
        return [(f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}") for day in map(timezone.localtime, days)]

    def queryset(self, request, queryset):
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(slot__starts_at__date=self.value()) if self.value() in known else queryset


class BookedSessionFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        booked = EventSession.objects.filter(Exists(booked_slots(request.user).filter(session=OuterRef("pk"))))
        return list(booked.order_by("sort_key", "pk").values_list("pk", "title"))


class AwaitingFilter(admin.SimpleListFilter):
    """Pending ones, the first to lapse on top; `BookingAdmin` orders them."""

    title = _("to be decided")
    parameter_name = "awaiting"

    def lookups(self, request, model_admin):
        return [("1", _("awaiting approval, the earliest deadline first"))]

    def queryset(self, request, queryset):
        return awaiting(queryset) if self.value() == "1" else queryset


def awaiting(bookings):
    return bookings.filter(state=Booking.State.PENDING, expires_at__gt=clock.now())

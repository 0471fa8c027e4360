"""Admin page for the arrivals recorded at the door."""

from django.contrib import admin
from django.db.models import Q

from backoffice.keys_first import KeysFirstPaginator
from backoffice.read_only_admin import ReadOnlyAdmin
from events.admin.booking_search import NumberSearchMixin, search_by_booking
from events.admin.bookings.attendance_pages import AttendancePages
from events.admin.edition_filter import EVERY, EditionOfBookingFilter
from events.models import Arrival
from schools.scoped_admin import OwnSchoolsOnly


class SlotLogAdmin(NumberSearchMixin, OwnSchoolsOnly, ReadOnlyAdmin):
    """Admin page for a log of the door: rows are only ever added, by the portal."""


@admin.register(Arrival)
class ArrivalAdmin(AttendancePages, SlotLogAdmin):
    school_path = "slot__session__host_school"
    list_display = (
        *("arrived_at", "slot", "booking", "verdict", "result", "people", "device", "entry", "is_queued", "has_conflict"),
        *("reason", "recorded_by"),
    )
    list_filter = (
        *(("slot__session__week", EditionOfBookingFilter), "verdict", "has_conflict"),
        *("arrived_at", "slot__starts_at"),
    )
    every_row_query = {"slot__session__week__id__exact": EVERY}
    list_select_related = ("slot", "booking", "recorded_by")
    search_fields = ("booking__reference", "booking__phone", "reason")
    show_full_result_count = False
    paginator = KeysFirstPaginator
    date_hierarchy = "arrived_at"

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        return search_by_booking(queryset, search_term, beside=Q(reason__icontains=search_term)), False

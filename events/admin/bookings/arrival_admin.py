"""Admin page for the arrivals recorded at the door."""

from django.contrib import admin

from backoffice.read_only_admin import ReadOnlyAdmin
from events.models import Arrival
from schools.scoped_admin import OwnSchoolsOnly


class SlotLogAdmin(OwnSchoolsOnly, ReadOnlyAdmin):
    """Admin page for a log of the door: rows are only ever added, by the portal."""


@admin.register(Arrival)
class ArrivalAdmin(SlotLogAdmin):
    school_path = "slot__session__host_school"
    list_display = ("arrived_at", "slot", "booking", "verdict", "people", "reason", "recorded_by")
    list_filter = ("verdict", "arrived_at", "slot__starts_at", "slot__session__week")
    list_select_related = ("slot", "booking", "recorded_by")
    search_fields = ("booking__reference", "reason")
    show_full_result_count = False
    date_hierarchy = "arrived_at"

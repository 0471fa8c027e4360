"""Admin pages of sessions and time slots."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backoffice.admin import RecordAdmin
from backoffice.date_filters import PortalDateFilter
from backoffice.picture_admin import picture_preview
from backoffice.record_page.parts import Part
from backoffice.related_filters import FewChoicesFilter
from content import clock
from events.admin.bookings.links import BookingLinks
from events.admin.edition_filter import EVERY, EditionFilter
from events.admin.programme.session_gaps import list_slot_gaps
from events.admin.session_defaults import suggest_session_values
from events.admin.slots.cancelling import CANCEL_FIELDS, CancelPage
from events.admin.slots.clash_gate import find_session_clashes, find_slot_clashes
from events.admin.slots.day_shift import DayShiftPages
from events.admin.slots.forms import EventSessionForm, TimeSlotForm
from events.admin.slots.many_slots import ManySlotsPages
from events.admin.slots.places_columns import PlacesColumns
from events.admin.slots.rescheduling import LocksBookers, SessionConsequences, SlotConsequences
from events.admin.slots.session_slots import SlotsPage, TimeSlotInline
from events.admin.slots.slot_rows import SlotRowsPage
from events.dashboard.board import upcoming_unpublished_sessions
from events.models import (
    EventSession,
    TimeSlot,
)
from schools.scoped_admin import OwnChoicesOnly, OwnSchoolsOnly, SchoolRecordAdmin
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin


class ComingFilter(admin.SimpleListFilter):
    title = _("coming days")
    parameter_name = "coming"

    def lookups(self, request, model_admin):
        return [("hidden", _("coming, not public"))]

    def queryset(self, request, queryset):
        return upcoming_unpublished_sessions(queryset, clock.now()) if self.value() == "hidden" else queryset


@admin.register(EventSession)
class EventSessionAdmin(
    CancelPage,
    ManySlotsPages,
    SlotRowsPage,
    SlotsPage,
    SpreadsheetAdminMixin,
    BookingLinks,
    LocksBookers,
    SchoolRecordAdmin,
):
    page_parameter, list_parameter = "session", "slot__session__id__exact"
    form = EventSessionForm
    actions = (*SchoolRecordAdmin.actions, "cancel_selected")
    deletion_advice = _(
        "Cancel it instead, or archive it once nobody is to come any more: all that belongs to it stays on record."
    )
    school_path = "host_school"
    operational_fields = CANCEL_FIELDS  # saved without approval: bookers have to know at once
    consequences = SessionConsequences
    find_clashes = staticmethod(find_session_clashes)
    required_for_schools = ("host_school",)
    list_display = ("title", "kind", "host_school", "venue", "booking_mode", "cancelled", "status", "source")
    list_filter = (
        ("week", EditionFilter),
        ComingFilter,
        "status",
        "source",
        "kind",
        "booking_mode",
        ("slots__starts_at", PortalDateFilter),
        ("host_school", FewChoicesFilter),
    )
    every_row_query = {"week__id__exact": EVERY}
    list_select_related = ("week", "host_school", "venue")
    autocomplete_fields = (
        "week",
        "host_school",
        "district",
        "venue",
        "industry_colleges",
        "majors",
        "trades",
        "picture",
    )
    readonly_fields = ("preview",)
    inlines = (TimeSlotInline,)
    main_title = _("What")
    groups = (
        Part(
            _("When and how many"),
            ("week", "booking_mode"),
            inlines=(TimeSlotInline,),
            templates=("admin/events/eventsession/_slots_part.html",),
        ),
        Part(_("Where and who"), ("venue", "host_school", "district", "organiser", "presenter_name", "presenter_role")),
        Part(_("For whom"), ("audiences", "what_to_bring", "access_notes")),
        Part(_("Pictures and words"), ("picture", "preview", "drawing", "summary", "description")),
        Part(
            _("Booking, other than the week says"),
            ("opens_at", "closes_at", "min_people", "max_people", "max_under_14", "walk_in_percent"),
            is_collapsed=True,
        ),
        Part(_("Links"), ("industry_colleges", "majors", "trades", "tags", "is_highlight"), is_collapsed=True),
        Part(_("Cancelling"), CANCEL_FIELDS),
    )
    public_page = "session_detail"
    advisable_fields = ("summary", "description", "picture", "audiences")
    list_gaps = (list_slot_gaps,)

    def get_changeform_initial_data(self, request):
        return suggest_session_values(request.user) | super().get_changeform_initial_data(request)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "audiences":
            kwargs["widget"] = admin.widgets.forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("cancelled"), boolean=True)
    def cancelled(self, session):
        return session.is_cancelled

    @admin.display(description=_("preview"))
    def preview(self, session):
        return picture_preview(session.picture)


@admin.register(TimeSlot)
class TimeSlotAdmin(
    CancelPage,
    DayShiftPages,
    SpreadsheetAdminMixin,
    BookingLinks,
    LocksBookers,
    PlacesColumns,
    OwnChoicesOnly,
    OwnSchoolsOnly,
    RecordAdmin,
):
    page_parameter, list_parameter = "slot", "slot__id__exact"
    school_path = "session__host_school"
    deletion_advice = _("Cancel it instead: its bookers are told, and its bookings stay on record.")
    form = TimeSlotForm
    consequences = SlotConsequences
    find_clashes = staticmethod(find_slot_clashes)
    actions = ("cancel_selected",)
    list_display = ("starts_at", "ends_at", "session", "capacity", "shown_bookable", "shown_taken", "shown_left", "source")
    list_filter = (
        ("session__week", EditionFilter),
        "source",
        "starts_at",
        "session__kind",
        "session__booking_mode",
        ("session__host_school", FewChoicesFilter),
    )
    every_row_query = {"session__week__id__exact": EVERY}
    date_hierarchy = "starts_at"
    search_fields = ("session__search_text__contains",)
    autocomplete_fields = ("session",)
    readonly_fields = ("shown_bookable", "shown_taken", "shown_left")
    groups = (
        (_("Places"), ("capacity", "kept_back", "shown_bookable", "shown_taken", "shown_left")),
        (_("Cancelling"), CANCEL_FIELDS),
    )

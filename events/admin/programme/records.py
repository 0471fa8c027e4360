"""Admin pages of the edition, its days, venues, announcements, story, visits and audiences."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backoffice.admin import LineListFieldsMixin, RecordAdmin, SourcedAdmin
from backoffice.base_admin import BaseAdmin
from events.admin.edition_filter import EVERY, EditionFilter
from events.admin.editions.new_edition import NewEditionPage
from events.admin.editions.show_edition import ShowEditionPage
from events.admin.editions.to_decide import ToDecidePage
from events.admin.slots.forms import ActivityWeekForm, list_slots_of_week, recalculate_bookable
from events.admin.slots.rescheduling import VenueConsequences
from events.models import (
    ActivityWeek,
    Announcement,
    Audience,
    ReportedVisit,
    StorySection,
    TransferTime,
    Venue,
    WeekDay,
)
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin


class WeekDayInline(LineListFieldsMixin, admin.TabularInline):
    model = WeekDay
    extra = 0
    fields = ("date", "theme", "theme_en", "lunar", "observances", "source")


@admin.register(ActivityWeek)
class ActivityWeekAdmin(NewEditionPage, ToDecidePage, ShowEditionPage, RecordAdmin):
    form = ActivityWeekForm
    list_display = ("name", "starts_on", "ends_on", "is_current", "status", "source")
    list_filter = ("status", "source", "is_current")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("venue",)
    inlines = (WeekDayInline,)
    groups = (
        (
            _("When booking is open"),
            (
                "opens_days_before",
                "opens_time",
                "individual_cutoff_minutes",
                "class_cutoff_time",
                "change_until_minutes",
                "decide_within_hours",
                "decide_by_time",
            ),
        ),
        (
            _("How many may come"),
            (
                "individual_max_people",
                "individual_max_under_14",
                "class_min_pupils",
                "class_max_pupils",
                "pupils_per_adult",
                "class_min_adults",
                "half_min_pupils",
                "class_max_undecided",
                "walk_in_percent",
                "class_walk_in_percent",
            ),
        ),
        (_("At the door"), ("door_opens_minutes", "places_kept_minutes")),
        (_("Personal data"), ("erase_after_days", "privacy_version")),
    )

    def get_readonly_fields(self, request, obj=None):
        """While another edition is shown, the page that exchanges both at once says which one is."""
        others = ActivityWeek.objects.filter(is_current=True).exclude(pk=obj.pk if obj else None)
        shown = ("is_current",) if others.exists() else ()
        return (*super().get_readonly_fields(request, obj), *shown)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        recalculate_bookable(list_slots_of_week(obj))


@admin.register(Venue)
class VenueAdmin(SpreadsheetAdminMixin, RecordAdmin):
    list_display = ("name", "kind", "parent", "school", "district", "status", "source")
    list_filter = ("status", "source", "kind", "district")
    list_select_related = ("parent", "school", "district")
    autocomplete_fields = ("school", "parent", "district")
    consequences = VenueConsequences
    groups = (
        (
            _("Getting there"),
            ("address", "directions", "bus", "parking", "opening_hours", "longitude", "latitude", "is_step_free"),
        ),
        (_("Somebody to ask"), ("contact", "phone")),
    )


@admin.register(TransferTime)
class TransferTimeAdmin(SourcedAdmin):
    """Admin page for the bureau: minutes between two venues, which the plan of a class shows."""

    list_display = ("from_venue", "to_venue", "minutes", "note", "source")
    list_display_links = ("from_venue", "to_venue")
    list_filter = ("source",)
    list_select_related = ("from_venue", "to_venue")
    search_fields = ("from_venue__search_text", "to_venue__search_text", "note")
    autocomplete_fields = ("from_venue", "to_venue")


@admin.register(Announcement)
class AnnouncementAdmin(RecordAdmin):
    list_display = ("title", "is_urgent", "publish_at", "unpublish_at", "week", "status", "source")
    list_filter = (("week", EditionFilter), "status", "source", "is_urgent")
    every_row_query = {"week__id__exact": EVERY}
    list_select_related = ("week",)
    date_hierarchy = "publish_at"
    autocomplete_fields = ("week",)


@admin.register(ReportedVisit)
class ReportedVisitAdmin(SourcedAdmin):
    list_display = ("school", "activity", "grade_level", "destination", "starts_on", "ends_on", "source")
    list_display_links = ("school", "activity")
    list_filter = (("week", EditionFilter), "source", "starts_on")
    every_row_query = {"week__id__exact": EVERY}
    list_select_related = ("school", "destination")
    date_hierarchy = "starts_on"
    search_fields = ("activity", "slug", "school__search_text", "district__search_text")
    autocomplete_fields = ("week", "school", "district", "destination")


@admin.register(StorySection)
class StorySectionAdmin(RecordAdmin):
    list_display = ("title", "week", "order", "shows", "status", "source")
    list_filter = (("week", EditionFilter), "status", "source")
    every_row_query = {"week__id__exact": EVERY}
    list_select_related = ("week",)
    list_editable = ("order",)
    autocomplete_fields = ("week", "figures", "schools", "industry_colleges", "sessions")
    groups = (
        (_("Voice"), ("voice", "speaker")),
        (_("Links"), ("figures", "schools", "industry_colleges", "sessions")),
    )


@admin.register(WeekDay)
class WeekDayAdmin(SourcedAdmin):
    list_display = ("date", "theme", "lunar", "week", "source")
    list_filter = (("week", EditionFilter), "source")
    list_select_related = ("week",)
    date_hierarchy = "date"
    search_fields = ("theme", "theme_en", "lunar")
    autocomplete_fields = ("week",)


@admin.register(Audience)
class AudienceAdmin(BaseAdmin):
    """Admin page for the seven audiences: the rows are fixed, only their order can be changed."""

    list_display = ("__str__", "code", "order")
    list_editable = ("order",)
    readonly_fields = ("code",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

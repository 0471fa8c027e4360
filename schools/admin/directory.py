from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backoffice.admin import RecordAdmin
from backoffice.picture_admin import picture_preview
from backoffice.publishing.admin import PublishingInline
from backoffice.related_filters import FewChoicesFilter
from schools.admin.embedding import EmbedCodeMixin
from schools.models import (
    District,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Major,
    Partnership,
    School,
    StoryFigure,
    Trade,
)
from schools.scoped_admin import OwnTabularInline, SchoolRecordAdmin
from schools.scoping import sees_every_school
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin


class MajorInline(PublishingInline, OwnTabularInline):
    model = Major
    extra = 0
    fields = ("name", "name_en", "code", "years", "slug", "status", "source")
    show_change_link = True


@admin.register(School)
class SchoolAdmin(EmbedCodeMixin, SpreadsheetAdminMixin, SchoolRecordAdmin):
    public_page = "school_detail"
    school_path = "pk"
    list_display = ("name", "group", "level", "district", "status", "source")
    list_filter = ("status", "source", "group", "level", "district")
    list_select_related = ("district",)
    autocomplete_fields = ("district", "picture")
    readonly_fields = ("preview",)
    inlines = (MajorInline,)
    groups = (
        (_("In the report"), ("aliases", "roles", "honours", "pathways")),
        (_("Reaching the school"), ("address", "bus", "parking", "opening_hours", "contact", "phone", "website")),
        (_("picture"), ("picture", "preview")),
    )

    @admin.display(description=_("preview"))
    def preview(self, school):
        return picture_preview(school.picture)


@admin.register(Major)
class MajorAdmin(SpreadsheetAdminMixin, SchoolRecordAdmin):
    list_display = ("name", "school", "code", "years", "status", "source")
    list_filter = ("status", "source", ("school", FewChoicesFilter))
    list_select_related = ("school",)
    autocomplete_fields = ("school", "trades")


@admin.register(District)
class DistrictAdmin(RecordAdmin):
    list_display = ("name", "adcode", "tile_row", "tile_column", "is_mentioned", "status", "source")
    list_filter = ("status", "source", "is_mentioned")
    groups = ((_("Tile map"), ("tile_row", "tile_column", "tile_drawing")),)


@admin.register(Trade)
class TradeAdmin(RecordAdmin):
    list_display = ("name", "name_en", "drawing", "status", "source")
    list_filter = ("status", "source", "drawing")


@admin.register(IndustryCollege)
class IndustryCollegeAdmin(SpreadsheetAdminMixin, SchoolRecordAdmin):
    school_path = "schools"
    shows_published = True
    public_page = "college_detail"
    list_display = ("name", "district", "provincial_status", "is_on_boards", "status", "source")
    list_filter = ("status", "source", "provincial_status", "is_on_boards", "district")
    list_select_related = ("district",)
    autocomplete_fields = ("district", "possible_same_as", "schools", "partners", "trades", "picture")
    readonly_fields = ("preview",)
    groups = (
        (_("Links"), ("schools", "partners", "trades", "possible_same_as")),
        (_("picture"), ("picture", "preview", "drawing")),
    )

    def get_readonly_fields(self, request, obj=None):
        """Only the bureau may change which schools run a college, because that decides who may edit the page."""
        fields = super().get_readonly_fields(request, obj)
        return fields if sees_every_school(request.user) else (*fields, "schools")

    @admin.display(description=_("preview"))
    def preview(self, college):
        return picture_preview(college.picture)


@admin.register(Enterprise)
class EnterpriseAdmin(RecordAdmin):
    list_display = ("name", "kind", "status", "source")
    list_filter = ("status", "source", "kind")


@admin.register(Partnership)
class PartnershipAdmin(RecordAdmin):
    list_display = ("name", "kind", "parent", "level", "batch", "status", "source")
    list_filter = ("status", "source", "kind")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "enterprises", "schools")
    groups = ((_("Members"), ("parent", "enterprises", "schools")),)


@admin.register(Figure)
class FigureAdmin(SpreadsheetAdminMixin, RecordAdmin):
    list_display = ("label", "display", "group", "order", "is_headline", "status", "source")
    list_filter = ("status", "source", "group", "is_headline")
    list_editable = ("order", "is_headline")
    groups = ((_("For sorting and charts"), ("value", "unit", "qualifier", "period")),)


class StoryFigureInline(admin.TabularInline):
    model = StoryFigure
    extra = 0
    fields = ("order", "figure", "label", "label_en", "whole")
    autocomplete_fields = ("figure",)


@admin.register(FigureStory)
class FigureStoryAdmin(RecordAdmin):
    list_display = ("__str__", "place", "kind", "order", "status", "source")
    list_filter = ("status", "source", "place", "kind")
    list_editable = ("order",)
    inlines = (StoryFigureInline,)


@admin.register(Initiative)
class InitiativeAdmin(RecordAdmin):
    list_display = ("name", "order", "status", "source")
    list_filter = ("status", "source")
    list_editable = ("order",)

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from alumni.models import Award, Graduate, Milestone
from backoffice.admin import LineListFieldsMixin, SourcedAdmin
from backoffice.picture_admin import picture_preview
from schools.scoped_admin import OwnChoicesOnly, OwnSchoolsOnly, SchoolRecordAdmin
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0
    fields = ("order", "year", "text", "text_en")


class AwardInline(LineListFieldsMixin, admin.TabularInline):
    model = Award
    extra = 0
    fields = ("name", "name_en", "year", "source")
    show_change_link = True


@admin.register(Graduate)
class GraduateAdmin(SpreadsheetAdminMixin, SchoolRecordAdmin):
    public_page = "graduate_detail"
    list_display = ("name", "school", "major", "employer", "order", "status", "source")
    list_filter = ("status", "source", ("school", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("school", "major", "employer")
    list_editable = ("order",)
    autocomplete_fields = ("school", "major", "employer", "trades", "picture")
    readonly_fields = ("preview",)
    inlines = (MilestoneInline, AwardInline)
    groups = ((_("picture"), ("picture", "preview")),)

    @admin.display(description=_("preview"))
    def preview(self, graduate):
        return picture_preview(graduate.picture)


@admin.register(Award)
class AwardAdmin(OwnChoicesOnly, OwnSchoolsOnly, SourcedAdmin):
    school_path = "graduate__school"
    list_display = ("name", "graduate", "year", "source")
    list_filter = ("source", "year")
    list_select_related = ("graduate",)
    autocomplete_fields = ("graduate",)
    search_fields = ("name", "name_en", "graduate__search_text")
    required_for_schools = ("graduate",)

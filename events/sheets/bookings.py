from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from content import clock
from events.bookings.change_requests import describe_change
from events.bookings.decision_cases import change_to_decide, with_change_to_decide
from events.models import Booking
from schools.models import School
from spreadsheets.checking.references import ForeignKeyNameWidget
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.widgets import MomentWidget, TextWidget


class BookingSheet(SheetResource):
    """Export only. Numbers are masked and mail addresses left out unless `is_whole`; tokens are never exported."""

    is_whole = False
    titles = {
        "session": _("session"),
        "host_school": _("host school"),
        "starts_at": _("start"),
        "ends_at": _("end"),
        "shown_phone": _("mobile number"),
        "shown_email": _("email"),
        "asked": _("change asked for"),
    }
    session = Field(attribute="slot__session__title", widget=TextWidget())
    host_school = Field(attribute="slot__session__host_school", widget=ForeignKeyNameWidget(School))
    starts_at = Field(attribute="slot__starts_at", widget=MomentWidget())
    ends_at = Field(attribute="slot__ends_at", widget=MomentWidget())
    shown_phone = Field(attribute="masked_phone", widget=TextWidget())
    shown_email = Field(attribute="email", widget=TextWidget())
    asked = Field(attribute="reference", widget=TextWidget())  # what a request would change: see export_value

    class Meta(SheetResource.Meta):
        model = Booking
        import_id_fields = ("reference",)
        fields = (
            *("reference", "state", "kind", "session", "host_school", "starts_at", "ends_at", "people", "under_14"),
            *("pupils", "adults", "asked", "contact_name", "shown_phone", "shown_email", "school", "school_name", "grade"),
            *("class_name", "arrival", "access_needs", "created_at", "changed_at", "erased_at", "source"),
        )

    def with_links(self, queryset):
        return with_change_to_decide(queryset.select_related("slot__session__host_school", "school"), clock.now())

    def export_value(self, record, name):
        if name == "shown_phone":
            return record.phone if self.is_whole else record.masked_phone
        if name == "shown_email":
            return record.email if self.is_whole else ""
        if name == "asked":
            change = change_to_decide(record)
            return describe_change(change) if change else ""
        return super().export_value(record, name)

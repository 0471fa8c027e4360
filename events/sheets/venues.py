from django.utils.translation import gettext as _

from events.bookings.sequence import entry_fields, raise_sequences_after, slots_depending_on
from events.models import Booking, Venue
from events.sheets.booked_rows_guard import changed_fields, raise_field_errors
from schools.models import VISITOR_INFORMATION
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.rows import SheetRow
from spreadsheets.checking.sheet_columns import PROVENANCE, PUBLISHING


class VenueSheet(SheetResource):
    examples = {
        "slug": "demo-hall",
        "name": "示例报告厅",
        "kind": "building",
        "school": "示例学校",
        "bus": "1路，到示例站下车",
        "parking": "南门停车场，大客车可停",
        "opening_hours": "8:30–17:30",
    }

    class Meta(SheetResource.Meta):
        model = Venue
        fields = (
            *("slug", "name", "name_en", "kind", "school", "parent", "district", *VISITOR_INFORMATION),
            *("directions", "directions_en", "longitude", "latitude", "is_step_free", *PUBLISHING, *PROVENANCE),
        )

    def rules(self):
        return (check_booked_venue,)

    def save_row(self, row: SheetRow, **kwargs):
        changed = changed_fields(row, entry_fields(Venue))
        super().save_row(row, **kwargs)
        raise_sequences_after(row.record, changed)


def check_booked_venue(sheet, row: SheetRow):
    """Refuse another name or place for a venue that people have booked: its own page tells them."""
    names = changed_fields(row, entry_fields(Venue))
    if names and Booking.objects.live().filter(slot__in=slots_depending_on(row.record)).exists():
        raise_field_errors(names, _("People have booked sessions here. Change it on the venue's own page, which tells them."))

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.bookings.sequence import SLOT_FIELDS, raise_sequence
from events.models import TimeSlot
from events.sheets import booked_rows_guard
from spreadsheets.cells import format_cell_text, is_blank_cell
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.rows import SheetRow
from spreadsheets.checking.sheet_columns import PROVENANCE


class TimeSlotSheet(SheetResource):
    """A row finds its slot by its number (uid), or without one by session and start."""

    titles = {"uid": gettext_lazy("number of the time slot")}
    hints = {"uid": gettext_lazy("Leave it blank for a new time slot. Keep it where the start is to change.")}
    examples = {"session": "demo-session", "starts_at": "2025-05-13 09:30", "ends_at": "2025-05-13 10:30", "capacity": 30}
    reference_select_related = {"session": ("week",)}
    counter_fields = ("places_taken",)

    class Meta(SheetResource.Meta):
        model = TimeSlot
        import_id_fields = ("session", "starts_at")
        fields = (
            *("uid", "session", "starts_at", "ends_at", "is_all_day", "capacity", "kept_back", "cancelled_at"),
            *("cancel_reason", *PROVENANCE),
        )

    def with_links(self, queryset):
        return queryset.select_related("session__week")

    def rows_of(self, queryset):
        if queryset.model is TimeSlot:
            return queryset
        sessions = queryset.order_by().values("pk")
        return TimeSlot.objects.filter(session__in=sessions).order_by("session__sort_key", "session_id", "starts_at", "pk")

    def load(self, rows):
        uids = [format_cell_text(cells.get("uid")).strip() for cells in rows]
        sessions = [key[0] for key in map(self.session_and_start, rows) if key]
        known = self.with_links(self.permissions.rows(TimeSlot))
        for slot in [*known.filter(uid__in=filter(None, uids)), *known.filter(session__in=sessions)]:
            self.records_by_key[slot.uid] = slot
            self.records_by_key.setdefault((slot.session_id, format_cell_text(slot.starts_at)), slot)

    def session_and_start(self, cells) -> tuple[int, str] | None:
        """Return (session id, start as text); None if either is invalid, which the cell's error says, or the session is new."""
        try:
            session = self.fields["session"].widget.clean(cells.get("session"))
            start = self.fields["starts_at"].widget.clean(cells.get("starts_at"))
        except ValueError:
            return None
        return (session.pk, format_cell_text(start)) if session.pk else None

    def key_of_cells(self, cells):
        return "｜".join(format_cell_text(cells.get(name)).strip() for name in ("uid", "session", "starts_at"))

    def get_or_init_instance(self, instance_loader, row):
        uid = format_cell_text(row.get("uid")).strip()
        slot = self.records_by_key.get(uid) if uid else self.records_by_key.get(self.session_and_start(row))
        if uid and slot is None:
            raise ValidationError(
                {"uid": ValidationError(_("There is no time slot with this number. Leave it blank for a new one."))}
            )
        if slot is None:
            return TimeSlot(), True
        slot.session = self.fields["session"].widget.references.by_key.get(slot.session.slug, slot.session)
        return slot, False

    def label_from_cells(self, cells):
        return " ".join(
            format_cell_text(cells.get(name)) for name in ("session", "starts_at") if not is_blank_cell(cells.get(name))
        )[:200]

    def label_of_record(self, record):
        return f"{record.session} {record}"

    def rules(self):
        return (booked_rows_guard.check_booked_slot,)

    def lock_rows(self, parts):
        booked_rows_guard.lock_imported_slots(parts)

    def save_row(self, row: SheetRow, **kwargs):
        if booked_rows_guard.changed_fields(row, SLOT_FIELDS):
            raise_sequence(row.record)
        super().save_row(row, **kwargs)

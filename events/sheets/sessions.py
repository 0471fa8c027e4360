from content.history.change_context import group_as_one_change
from events.bookings.sequence import SESSION_FIELDS, raise_sequences
from events.models import EventSession, TimeSlot
from events.sheets import booked_rows_guard
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.rows import SheetRow
from spreadsheets.checking.sheet_columns import PROVENANCE, PUBLISHING

PLACES_FIELDS = {"week", "booking_mode", "walk_in_percent"}


class EventSessionSheet(SheetResource):
    examples = {
        "slug": "demo-session",
        "week": "示例活动周",
        "title": "示例体验",
        "kind": "experience",
        "audiences": "初中班级团体、学生及家长",
        "venue": "示例报告厅",
        "host_school": "示例学校",
        "booking_mode": "individual",
    }

    class Meta(SheetResource.Meta):
        model = EventSession
        fields = (
            *("slug", "week", "title", "title_en", "kind", "audiences", "summary", "summary_en", "description"),
            *(
                "description_en",
                "host_school",
                "organiser",
                "organiser_en",
                "district",
                "venue",
                "presenter_name",
                "presenter_role",
                "presenter_role_en",
            ),
            *("industry_colleges", "majors", "trades", "drawing", "what_to_bring", "what_to_bring_en", "access_notes"),
            *("access_notes_en", "tags", "is_highlight", "booking_mode", "opens_at", "closes_at", "max_people"),
            *("min_people", "max_under_14", "walk_in_percent", "cancelled_at", "cancel_reason"),
            *(*PUBLISHING, *PROVENANCE),
        )

    def rules(self):
        return (booked_rows_guard.check_booked_session,)

    def lock_rows(self, parts):
        booked_rows_guard.lock_imported_slots(parts)

    def after_write(self, rows: list[SheetRow], *, user):
        """Update calendar sequences and bookable places of the slots after their sessions have changed."""
        moved = [row.record.pk for row in rows if booked_rows_guard.changed_fields(row, SESSION_FIELDS)]
        raise_sequences(TimeSlot.objects.filter(session__in=moved))
        with_new_places = [row.record for row in rows if booked_rows_guard.changed_fields(row, PLACES_FIELDS)]
        for slot in TimeSlot.objects.filter(session__in=with_new_places).select_related("session__week").order_by("pk"):
            if slot.bookable != slot.bookable_by_rule():
                with group_as_one_change(user=user):
                    slot.save()

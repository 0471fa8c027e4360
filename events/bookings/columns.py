"""What rules, notices and tickets read of a slot, its session, week and venue: all but long texts and provenance.

Anything else is still there when it is asked for, at the price of a query.
"""

from django.db.models import Model

from events.models import ActivityWeek, EventSession, TimeSlot, Venue
from schools.models import VISITOR_INFORMATION

EDITORS_ONLY = {"quotations", "editor_note", "loaded", "search_text", "sort_key"}
LONG = {
    EventSession: {"summary", "summary_en", "description", "description_en", "organiser", "organiser_en", "tags", "picture"}
    | {"presenter_name", "presenter_role", "presenter_role_en", "is_highlight", "district"},
    Venue: {*VISITOR_INFORMATION} - {"address"},
    ActivityWeek: {"introduction", "introduction_en", "report", "report_en", "closing_line", "venue", "source", "sample_fields"},
}


def list_columns(model: type[Model], prefix: str = "") -> list[str]:
    left_out = EDITORS_ONLY | LONG.get(model, set())
    return [prefix + field.name for field in model._meta.concrete_fields if field.name not in left_out]


SESSION_COLUMNS = [
    *list_columns(EventSession),
    *list_columns(ActivityWeek, "week__"),
    *list_columns(Venue, "venue__"),
    *list_columns(Venue, "venue__parent__"),
]
SLOT_COLUMNS = [*list_columns(TimeSlot), *(f"session__{name}" for name in SESSION_COLUMNS)]
# A ticket also tells how to get there and whom to ask.
HOST_COLUMNS = ["status", "publish_at", "unpublish_at", "contact", "contact_en", "phone"]
TICKET_SESSION_COLUMNS = [
    *SESSION_COLUMNS,
    *(f"venue__{name}" for name in VISITOR_INFORMATION),
    *(f"venue__parent__{name}" for name in VISITOR_INFORMATION),
    *(f"host_school__{name}" for name in HOST_COLUMNS),
]

"""Many slots on the page of a new session: days × times become rows of its form, before anything is saved.

With a script the rows come from `slot_rows_view`; without one the button sends the form, and the page comes back with them.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backoffice.admin_pages import AdminPage
from backoffice.conflicts.post_data import read_form_count
from backoffice.record_page.error_summary import list_form_errors
from backoffice.record_steps.edit import RecordEdit
from content.query_values import parse_id
from events.admin.session_defaults import find_only_week
from events.admin.slots.many_slots_forms import SERIES_FIELDS, PatternForm
from events.models import ActivityWeek, EventSession, TimeSlot
from events.programme.slot_generator import COPIED_SLOT_FIELDS

BOX_PREFIX = "plan"
ADD_BUTTON = "_add_slots"
ROWS_PREFIX = "slots"
MAX_ROWS = 25
ROW_CONTROLS = ("starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1", *COPIED_SLOT_FIELDS)
SHORT_FIELDS = (*SERIES_FIELDS, "capacity")
BOX_TEMPLATE = "admin/events/eventsession/_slot_box.html"


class SlotBoxForm(PatternForm):
    """Days × times for a session that is not saved yet; `row_count` rows of its form are filled already."""

    def __init__(self, *args, week: ActivityWeek, row_count: int = 0, **kwargs):
        super().__init__(*args, session=EventSession(week=week), prefix=BOX_PREFIX, **kwargs)
        self.row_count = row_count

    def clean(self):
        cleaned = super().clean()
        count = len(cleaned.get("spans", [])) * len(cleaned.get("days", [])) + self.row_count
        if not self.errors and count > MAX_ROWS:
            sentence = _("A new session takes %(most)s time slots; save it first, then make more with “Make many slots”.")
            self.add_error(None, sentence % {"most": MAX_ROWS})
        return cleaned

    def short_fields(self):
        """Return the fields that stand in one line."""
        return [self[name] for name in SHORT_FIELDS]

    def rows(self) -> list[dict[str, str]]:
        """Return the values of the controls of each new row, by the last part of their names."""
        return [row_values(slot) for slot in self.slots()]


def row_values(slot: TimeSlot) -> dict[str, str]:
    values = {"is_all_day": "on" if slot.is_all_day else ""}
    for name in ("capacity", "kept_back"):
        values[name] = "" if getattr(slot, name) is None else str(getattr(slot, name))
    for name in ("starts_at", "ends_at"):
        local = timezone.localtime(getattr(slot, name))
        values |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}
    return values


def find_week(key) -> ActivityWeek | None:
    """Return the week with that key, else the one that a new session is filled in with."""
    return ActivityWeek.objects.filter(pk=parse_id(key) or find_only_week()).first()


def find_blank_rows(post_data) -> list[int]:
    """Return the numbers of the rows in which nothing is written."""
    total = min(read_form_count(post_data, f"{ROWS_PREFIX}-TOTAL_FORMS"), MAX_ROWS)
    return [
        number
        for number in range(total)
        if not any(post_data.get(f"{ROWS_PREFIX}-{number}-{name}", "").strip() for name in ROW_CONTROLS)
    ]


def bind_slot_box(post_data) -> SlotBoxForm | None:
    week = find_week(post_data.get("week"))
    if week is None:
        return None
    total = min(read_form_count(post_data, f"{ROWS_PREFIX}-TOTAL_FORMS"), MAX_ROWS)
    return SlotBoxForm(post_data, week=week, row_count=total - len(find_blank_rows(post_data)))


def fill_rows(post_data, rows: list[dict[str, str]]):
    """Write the rows into what was sent: into blank ones first, then into new ones."""
    total = min(read_form_count(post_data, f"{ROWS_PREFIX}-TOTAL_FORMS"), MAX_ROWS)
    blank = find_blank_rows(post_data)
    numbers = [*blank, *range(total, total + len(rows))][: len(rows)]
    for number, row in zip(numbers, rows, strict=True):
        for name, value in row.items():
            post_data[f"{ROWS_PREFIX}-{number}-{name}"] = value
    post_data[f"{ROWS_PREFIX}-TOTAL_FORMS"] = str(max([total, *(number + 1 for number in numbers)]))


def add_slot_rows(edit: RecordEdit) -> bool:
    """Add the rows if their button was pressed, and also if days are ticked and it was not: nobody ticks them for nothing."""
    post_data = edit.request.POST
    if ADD_BUTTON not in post_data and not post_data.getlist(f"{BOX_PREFIX}-days"):
        return False
    box = bind_slot_box(post_data)
    if box is None:
        return False
    if not box.is_valid():
        edit.extra_context |= {"slot_box": box, "page_errors": list_form_errors(box)}
        return True
    edit.request.POST = post_data.copy()
    fill_rows(edit.request.POST, box.rows())
    edit.extra_context |= {"slot_box": SlotBoxForm(week=box.session.week), "slot_box_note": describe_added(len(box.rows()))}
    return True


def describe_added(count: int) -> str:
    sentence = ngettext(
        "%(count)s time slot stands in the table; nothing is saved yet.",
        "%(count)s time slots stand in the table; nothing is saved yet.",
        count,
    )
    return sentence % {"count": count}


def slot_box_context(model_admin, request, session) -> dict:
    week = find_week(request.POST.get("week") or request.GET.get("week")) if session is None else None
    may_add = week is not None and request.user.has_perm("events.add_timeslot")
    return {"slot_box": SlotBoxForm(week=week) if may_add else None, "slot_box_note": ""}


class SlotRowsPage:
    """Mixin for the ModelAdmin of sessions."""

    pages = (AdminPage(route="slot-rows/", view="slot_rows_view", name="slot_rows"),)
    page_context = (slot_box_context,)
    refills = (add_slot_rows,)

    @method_decorator(require_POST)
    def slot_rows_view(self, request):
        return send_slot_rows(self, request)


def send_slot_rows(model_admin, request):
    """Answer with the rows for the box as it was sent, and with the box itself: blank again, or with what is wrong in it."""
    if not (model_admin.has_add_permission(request) and request.user.has_perm("events.add_timeslot")):
        raise PermissionDenied
    box = bind_slot_box(request.POST)
    if box is None or not box.is_valid():
        shown, rows, note = box, [], ""
    else:
        shown, rows = SlotBoxForm(week=box.session.week), box.rows()
        note = describe_added(len(rows))
    html = render_to_string(BOX_TEMPLATE, {"slot_box": shown, "slot_box_note": note}, request) if shown else ""
    return JsonResponse({"rows": rows, "box": html})

"""The paginated page on which the slots of a session are edited; the session's own record page only lists them.

However many slots a session has, neither page sends more fields than Django accepts (`DATA_UPLOAD_MAX_NUMBER_FIELDS`).
"""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from backoffice.admin_pages import AdminPage
from backoffice.base_admin import BaseAdmin
from backoffice.conflicts import post_data
from content import clock
from content.query_values import parse_id
from events.admin.slots.clash_gate import find_session_clashes
from events.admin.slots.forms import TimeSlotForm
from events.admin.slots.places_columns import PlacesColumns
from events.admin.slots.rescheduling import BookerConsequences, LocksBookers
from events.admin.slots.slot_rows import MAX_ROWS
from events.bookings.queries import with_places
from events.models import EventSession, TimeSlot
from schools.scoped_admin import OwnSchoolsOnly, OwnTabularInline

PER_PAGE = MAX_ROWS
BLANK_ROWS = 3  # for new slots; more are made by “Make many slots”, or by Django's “Add another” button
ROWS_TEMPLATE = "admin/events/eventsession/slot_rows.html"
PLACES = ("shown_bookable", "shown_taken", "shown_left")


class TimeSlotInline(PlacesColumns, OwnTabularInline):
    """On the page that adds a session: its first slots can be entered at once."""

    model = TimeSlot
    form = TimeSlotForm
    template = ROWS_TEMPLATE
    extra = BLANK_ROWS
    max_num = PER_PAGE
    fields = ("starts_at", "ends_at", "is_all_day", "capacity", "kept_back")


class SlotRowInline(PlacesColumns, OwnTabularInline):
    model = TimeSlot
    form = TimeSlotForm
    template = ROWS_TEMPLATE
    extra = BLANK_ROWS
    fields = ("starts_at", "ends_at", "is_all_day", "capacity", "kept_back", *PLACES, "cancelling")
    readonly_fields = (*PLACES, "cancelling")
    show_change_link = True

    @admin.display(description=_("cancelling"))
    def cancelling(self, slot):
        """Say why it is cancelled, or lead to the page that cancels it."""
        if slot.cancelled_at:
            return _("Cancelled: %(reason)s") % {"reason": slot.cancel_reason}
        if slot.pk is None:
            return ""
        url = reverse("admin:events_timeslot_cancel", args=[slot.pk], query={"from": "session"})
        return format_html('<a class="button plain" href="{}">{}</a>', url, _("Cancel…"))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("session__week")


class SlotRowConsequences(BookerConsequences):
    """Of the changed rows; new and deleted ones have no bookings. The session itself is not saved."""

    def find_rows(self):
        for formset in self.edit.formsets:
            formset.save(commit=False)
        slots = [slot for formset in self.edit.formsets for slot, _names in formset.changed_objects]
        for slot in slots:
            slot.session = self.edit.form.instance
        return {"slots": slots}


def get_slot_page(request, session: EventSession):
    """Return the requested page of the slots' keys; by default the one with the first slot that is not over."""
    ordered = session.slots.order_by("starts_at", "pk")
    paginator = Paginator(ordered.values_list("pk", flat=True), PER_PAGE)
    past = ordered.filter(ends_at__lte=clock.now()).count()
    return paginator.get_page(request.GET.get("p") or past // PER_PAGE + 1)


def slots_url(session: EventSession) -> str:
    return reverse("admin:events_eventsession_slots", args=[session.pk])


def slot_page_context(model_admin, request, session) -> dict:
    page = get_slot_page(request, session)
    return {
        "title": _("Time slots of the session"),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "makes_slots": request.user.has_perm("events.add_timeslot") and model_admin.has_change_permission(request, session),
        "show_delete": False,
        "show_save_and_continue": False,
        "show_save_and_add_another": False,
    }


def slot_list_context(model_admin, request, session) -> dict:
    """Context of the session's record page: its upcoming slots, or the first if all are over, and how many it has."""
    if session is None or not request.user.has_perm("events.view_timeslot"):
        return {}
    now = clock.now()
    slots = with_places(session.slots.order_by("starts_at", "pk").select_related("session__week"), now)
    upcoming = list(slots.filter(ends_at__gt=now)[:PER_PAGE])
    shown = upcoming or list(slots[:PER_PAGE])
    return {
        "slot_list": {
            "rows": [SlotListRow(slot) for slot in shown],
            "count": session.slots.count(),
            "are_upcoming": bool(upcoming),
            "url": slots_url(session),
            "may_change": model_admin.has_change_permission(request, session),
        }
    }


class SlotListRow(PlacesColumns):
    """One slot with the numbers of its places, counted as the lists of the back office do."""

    def __init__(self, slot: TimeSlot):
        self.slot = slot
        self.bookable, self.taken, self.left = self.shown_bookable(slot), self.shown_taken(slot), self.shown_left(slot)


class SessionSlotsAdmin(LocksBookers, OwnSchoolsOnly, BaseAdmin):
    """Admin page for the slots of one session. Not registered: `SlotsPage.slots_view` calls it."""

    school_path = "host_school"
    fieldsets = ((None, {"fields": ()}),)
    inlines = (SlotRowInline,)
    operational_rows = (TimeSlot,)  # saved without approval: bookers have to know at once
    consequences = SlotRowConsequences
    find_clashes = staticmethod(find_session_clashes)
    page_context = (slot_page_context,)
    change_form_template = "admin/events/eventsession/slots.html"

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Limit the rows to those that were sent, or to those of the opened page."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST":
            sent = range(min(post_data.read_form_count(request.POST, f"{prefix}-INITIAL_FORMS"), PER_PAGE))
            keys = [key for number in sent if (key := parse_id(request.POST.get(f"{prefix}-{number}-id"))) is not None]
        else:
            keys = list(get_slot_page(request, obj))
        return kwargs | {"queryset": kwargs["queryset"].filter(pk__in=keys).order_by("starts_at", "pk")}

    def save_formset(self, request, form, formset, change):
        """Changed rows are saved together with their bookings by `SlotRowConsequences`."""
        for slot in formset.deleted_objects:
            slot.delete()
        for slot in formset.new_objects:
            slot.save()

    def response_change(self, request, obj):
        return HttpResponseRedirect(request.get_full_path())


class SlotsPage:
    """Mixin for the ModelAdmin of sessions."""

    pages = (AdminPage(route="<path:object_id>/slots/", view="slots_view", name="slots"),)
    page_context = (slot_list_context,)

    def get_inlines(self, request, obj):
        """An existing session only lists its slots; they stay in `inlines` because their history belongs to it."""
        return () if obj is not None else self.inlines

    def slots_view(self, request, object_id):
        return SessionSlotsAdmin(EventSession, self.admin_site).change_view(request, unquote(object_id))

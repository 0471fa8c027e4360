"""The slots of a session, as rows of a page of their own, a page at a time; the session's record page only shows them.

However many slots a session has, neither page sends more fields than a server takes (`DATA_UPLOAD_MAX_NUMBER_FIELDS`).
"""

from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.admin_pages import AdminPage
from backoffice.base_admin import BaseAdmin
from backoffice.conflicts import post_data
from content import clock
from events.admin.slots.clash_gate import find_session_clashes
from events.admin.slots.forms import TimeSlotForm
from events.admin.slots.places_columns import PlacesColumns
from events.admin.slots.rescheduling import BookerConsequences, TellsBookers
from events.bookings.queries import with_places
from events.models import EventSession, TimeSlot
from schools.scoped_admin import OwnSchoolsOnly, OwnTabularInline

PER_PAGE = 25
TYPED_AT_ONCE = 3  # blank rows for new slots; more are made by “Make many slots”, or by the script's button
PLACES = ("shown_bookable", "shown_taken", "shown_left")


class TimeSlotInline(PlacesColumns, OwnTabularInline):
    """On the page that adds a session: a few slots can be typed at once."""

    model = TimeSlot
    form = TimeSlotForm
    extra = TYPED_AT_ONCE
    max_num = PER_PAGE
    fields = ("starts_at", "ends_at", "is_all_day", "capacity", "kept_back", "source")


class SlotRowInline(PlacesColumns, OwnTabularInline):
    model = TimeSlot
    form = TimeSlotForm
    extra = TYPED_AT_ONCE
    fields = (
        *("starts_at", "ends_at", "is_all_day", "capacity", "kept_back"),
        *PLACES,
        *("cancelled_at", "cancel_reason"),
    )
    readonly_fields = PLACES
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("session__week")


class SlotRowConsequences(BookerConsequences):
    """Of the rows that were changed; new ones and deleted ones touch nobody. The session itself is not saved."""

    def find_rows(self):
        for formset in self.edit.formsets:
            formset.save(commit=False)
        slots = [slot for formset in self.edit.formsets for slot, _names in formset.changed_objects]
        for slot in slots:
            slot.session = self.edit.form.instance
        return {"slots": slots}


def page_of_slots(request, session: EventSession):
    """The page asked for; without a number the one on which the first slot to come stands."""
    ordered = session.slots.order_by("starts_at", "pk")
    paginator = Paginator(ordered.values_list("pk", flat=True), PER_PAGE)
    past = ordered.filter(ends_at__lte=clock.now()).count()
    return paginator.get_page(request.GET.get("p") or past // PER_PAGE + 1)


def slots_url(session: EventSession) -> str:
    return reverse("admin:events_eventsession_slots", args=[session.pk])


def describe_slot_page(model_admin, request, session) -> dict:
    """What the page of the rows shows besides them."""
    page = page_of_slots(request, session)
    return {
        "title": _("Times of the session"),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "makes_slots": request.user.has_perm("events.add_timeslot") and model_admin.has_change_permission(request, session),
        "show_delete": False,
        "show_save_and_continue": False,
        "show_save_and_add_another": False,
    }


def describe_slots(model_admin, request, session) -> dict:
    """For the session's record page: its next slots, or the first where none is to come, and how many there are."""
    if session is None or not request.user.has_perm("events.view_timeslot"):
        return {}
    now = clock.now()
    slots = with_places(session.slots.order_by("starts_at", "pk").select_related("session__week"), now)
    to_come = list(slots.filter(ends_at__gt=now)[:PER_PAGE])
    shown = to_come or list(slots[:PER_PAGE])
    return {
        "slot_list": {
            "rows": [SlotLine(slot) for slot in shown],
            "count": session.slots.count(),
            "are_to_come": bool(to_come),
            "url": slots_url(session),
        }
    }


class SlotLine(PlacesColumns):
    """One slot with its numbers, as the lists of the back office count them."""

    def __init__(self, slot: TimeSlot):
        self.slot = slot
        self.bookable, self.taken, self.left = self.shown_bookable(slot), self.shown_taken(slot), self.shown_left(slot)


class SessionSlotsAdmin(TellsBookers, OwnSchoolsOnly, BaseAdmin):
    """The record page of a session with nothing on it but its slots. Not registered: `SlotsPage` shows it."""

    school_path = "host_school"
    fieldsets = ((None, {"fields": ()}),)
    inlines = (SlotRowInline,)
    operational_rows = (TimeSlot,)  # those who come have to know at once
    consequences = SlotRowConsequences
    find_clashes = staticmethod(find_session_clashes)
    page_context = (describe_slot_page,)
    change_form_template = "admin/events/eventsession/slots.html"

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """The rows that were sent, or those of the page that is opened."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "POST":
            sent = range(min(post_data.read_form_count(request.POST, f"{prefix}-INITIAL_FORMS"), PER_PAGE))
            keys = [key for number in sent if (key := request.POST.get(f"{prefix}-{number}-id", "")).isdecimal()]
        else:
            keys = list(page_of_slots(request, obj))
        return kwargs | {"queryset": kwargs["queryset"].filter(pk__in=keys).order_by("starts_at", "pk")}

    def save_formset(self, request, form, formset, change):
        """Changed rows are saved with their bookers, by `SlotRowConsequences`."""
        for slot in formset.deleted_objects:
            slot.delete()
        for slot in formset.new_objects:
            slot.save()

    def response_change(self, request, obj):
        self.message_user(request, _("The times are saved."))
        return HttpResponseRedirect(request.get_full_path())


class SlotsPage:
    """Of the sessions' ModelAdmin."""

    pages = (AdminPage(route="<path:object_id>/slots/", view="slots_view", name="slots"),)
    page_context = (describe_slots,)

    def get_inlines(self, request, obj):
        """On the page of a session that exists they are looked at; their history belongs to it all the same."""
        return () if obj is not None else self.inlines

    def slots_view(self, request, object_id):
        return SessionSlotsAdmin(EventSession, self.admin_site).change_view(request, unquote(object_id))

"""Admin page for bookings. They are read-only here; every change goes through the booking services."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from backoffice.admin_pages import DeclaresPages
from backoffice.form_drafts.sent_forms import is_reopened
from backoffice.keys_first import KeysFirstPaginator
from content import clock
from events.admin.booking_search import NumberSearchMixin, search_bookings
from events.admin.bookings.booking_history import list_booking_history
from events.admin.bookings.booking_summary import build_booking_summary
from events.admin.bookings.columns import BookingColumns
from events.admin.bookings.decision_form import APPROVE, REJECT, ReasonForm
from events.admin.bookings.decisions import ClassDecisionPages, get_posted_changes
from events.admin.bookings.erasing import ErasurePage
from events.admin.bookings.filters import (
    EDITION_OF_BOOKING,
    BookedSessionFilter,
    PlacesFilter,
    SlotDayFilter,
    ToDecideFilter,
    WaitingListFilter,
    bookings_to_decide,
)
from events.admin.bookings.phone_bookings import PhoneBookingPages, may_book_for_callers
from events.admin.bookings.phone_changes import PhoneChangePages
from events.admin.edition_filter import EVERY, EditionOfBookingFilter
from events.admin.messages.compose_pages import may_message_bookers
from events.admin.phone_numbers import PhoneNumberPage, contact_field, may_see_phone_numbers
from events.bookings import services
from events.bookings.change_requests import describe_change
from events.bookings.decision_cases import (
    DecisionCase,
    cases_of_bookings,
    decide_until,
    with_change_to_decide,
)
from events.bookings.ticket_views import find_current_request
from events.models import Booking
from schools.scoped_admin import OwnSchoolsOnly
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin

CANCELLED_MESSAGE = ngettext_lazy(
    "%(count)s booking is cancelled; its places are free again: %(references)s.",
    "%(count)s bookings are cancelled; their places are free again: %(references)s.",
    "count",
)


REASON_TITLES = {
    "reject": gettext_lazy("Reject bookings"),
    "reject change": gettext_lazy("Reject the change"),
    "cancel": gettext_lazy("Cancel bookings"),
}


def lists_undecided(request) -> bool:
    return request.GET.get("awaiting") == "1"


def message_page_query(request) -> str | None:
    """Return the list's day and session filters as a query string; None if the user may not message bookers."""
    if not may_message_bookers(request.user):
        return None
    filters = {"day": request.GET.get("day"), "session": request.GET.get("slot__session__id__exact")}
    return urlencode({name: value for name, value in filters.items() if value})


@admin.register(Booking)
class BookingAdmin(
    BookingColumns,
    ClassDecisionPages,
    SpreadsheetAdminMixin,
    PhoneBookingPages,
    PhoneChangePages,
    PhoneNumberPage,
    ErasurePage,
    NumberSearchMixin,
    OwnSchoolsOnly,
    DeclaresPages,
):
    school_path = "slot__session__host_school"
    list_display = (
        "shown_reference",
        "state",
        "session",
        "slot",
        "people",
        "contact",
        "who",
        "shown_phone",
        "made",
    )
    list_filter = (
        (EDITION_OF_BOOKING, EditionOfBookingFilter),
        ToDecideFilter,
        WaitingListFilter,
        PlacesFilter,
        "state",
        "kind",
        SlotDayFilter,
        ("slot__session", BookedSessionFilter),
        "source",
    )
    every_row_query = {f"{EDITION_OF_BOOKING}__id__exact": EVERY}
    list_select_related = ("slot__session", "school")
    list_per_page = 50
    paginator = KeysFirstPaginator
    search_fields = ("reference", "contact_name", "phone", "school_name", "school")  # what `search_bookings` looks at
    search_help_text = gettext_lazy("Reference, contact, school, or the whole mobile number")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count beside each of two hundred sessions would be a second of counting
    actions = ("approve", "reject", "cancel")
    fieldsets = (
        (None, {"fields": ("shown_reference", "state", "kind", "session", "slot", "expires_at")}),
        (gettext_lazy("How many"), {"fields": ("people", "under_14", "pupils", "adults", "accept_fewer", "may_split")}),
        (
            gettext_lazy("Who"),
            {
                "fields": (
                    "contact_name",
                    "shown_phone",
                    "email",
                    "school",
                    "school_name",
                    "grade",
                    "class_name",
                    "arrival",
                    "access_needs",
                    "shown_language",
                )
            },
        ),
        (
            gettext_lazy("Record"),
            {
                "classes": ["collapse"],
                "fields": (
                    "created_at",
                    "changed_at",
                    "booked_by",
                    "consented_at",
                    "consent_version",
                    "guardian_consented",
                    "erased_at",
                    "source",
                    "editor_note",
                ),
            },
        ),
    )

    def get_list_display(self, request):
        columns = [contact_field(request, name) for name in super().get_list_display(request)]
        if not lists_undecided(request):
            return columns
        return ("deadline", "asked", *[name for name in columns if name not in ("state", "made")])

    def get_list_display_links(self, request, list_display):
        return ("shown_reference",)

    def get_ordering(self, request):
        return (decide_until(clock.now()).asc(), "pk") if lists_undecided(request) else super().get_ordering(request)

    def get_queryset(self, request):
        bookings, now = super().get_queryset(request), clock.now()
        if not lists_undecided(request):
            return bookings
        return with_change_to_decide(bookings, now).annotate(decide_until=decide_until(now))

    def changelist_view(self, request, extra_context=None):
        context = {
            "may_book": may_book_for_callers(request.user),
            "message_query": message_page_query(request),
            "may_decide": self.has_decide_permission(request),
            "waiting_count": 0,
        }
        if self.has_view_permission(request):
            context["waiting_count"] = bookings_to_decide(self.get_queryset(request)).count()
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_fieldsets(self, request, obj=None):
        return [
            (title, {**options, "fields": [contact_field(request, name) for name in options["fields"]]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        return [name for _title, options in self.get_fieldsets(request, obj) for name in options["fields"]]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request):
        return request.user.has_perm("events.decide_classes")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        hidden = dict.fromkeys(("show_save", "show_save_and_continue", "show_save_and_add_another"), False)
        booking = self.get_object(request, object_id)
        asked = find_current_request(booking, clock.now()) if booking else None
        context = {
            **hidden,
            "booking": booking,
            "summary": build_booking_summary(request, booking) if booking else None,
            "may_change": booking and self.has_change_permission(request, booking),
            "may_decide": booking and self.has_decide_permission(request),
            "request_to_decide": asked,
            "asked": describe_change(asked) if asked else "",
            "may_see_phone": booking and booking.phone and may_see_phone_numbers(request.user),
        }
        context["booking_history"] = (
            list_booking_history(booking) if booking and self.has_view_permission(request, booking) else []
        )
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_search_results(self, request, queryset, search_term):
        return search_bookings(queryset, search_term) if search_term else queryset, False

    @admin.action(description=gettext_lazy("Approve selected class bookings…"), permissions=["decide"])
    def approve(self, request, queryset):
        if "from_booking" not in request.POST:
            return self.decide_page(request, cases_of_bookings(queryset, clock.now()), APPROVE)
        self.approve_cases(request, cases_of_booking_page(request, queryset))
        return redirect_to_booking_page(request, queryset)

    @admin.action(description=gettext_lazy("Reject selected class bookings…"), permissions=["decide"])
    def reject(self, request, queryset):
        if "from_booking" not in request.POST:
            return self.decide_page(request, cases_of_bookings(queryset, clock.now()), REJECT)
        cases = cases_of_booking_page(request, queryset)
        return self.ask_reason(
            request, queryset, "reject", lambda reason: self.reject_cases(request, [(case, reason) for case in cases])
        )

    @admin.action(description=gettext_lazy("Cancel selected bookings…"), permissions=["change"])
    def cancel(self, request, queryset):
        return self.ask_reason(request, queryset, "cancel", lambda reason: self.cancel_bookings(request, queryset, reason))

    def cancel_bookings(self, request, queryset, reason):
        arguments = {"now": clock.now(), "actor": services.staff_actor(request.user), "reason": reason}
        actions = [(one, partial(services.cancel_booking, booking_id=one.pk, **arguments)) for one in queryset.order_by("pk")]
        self.apply_to_each(request, actions, CANCELLED_MESSAGE)

    def ask_reason(self, request, queryset, action, act):
        """Show the page that asks for a reason; when it comes back with one, call `act` with it."""
        form = ReasonForm(request.POST if "decided" in request.POST else None)
        if form.is_valid() and not is_reopened(request):
            act(form.cleaned_data["reason"])
            return redirect_to_booking_page(request, queryset)
        changes = get_posted_changes(request, queryset)
        context = {
            **self.admin_site.each_context(request),
            "title": REASON_TITLES["reject change" if changes else action],
            "form": form,
            "action": action,
            "bookings": queryset.select_related("slot__session"),
            "changes": changes,
            "checkbox": ACTION_CHECKBOX_NAME,
            "from_booking": "from_booking" in request.POST,
            "opts": self.opts,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/booking/ask_reason.html", context)


def cases_of_booking_page(request, queryset) -> list[DecisionCase]:
    """Return the request for a change that the booking's page names, else the booking itself."""
    if "request" in request.POST:
        return get_posted_changes(request, queryset)
    return list(map(DecisionCase.of_booking, queryset))


def redirect_to_booking_page(request, queryset) -> HttpResponseRedirect | None:
    """Return to the booking's page if the action was started there, else to the list."""
    booking = queryset.first() if "from_booking" in request.POST else None
    return HttpResponseRedirect(reverse("admin:events_booking_change", args=[booking.pk])) if booking else None

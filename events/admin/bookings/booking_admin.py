"""Admin pages for bookings and arrivals. Bookings are read-only here; every change goes through the booking services."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from backoffice.admin_pages import DeclaresPages
from backoffice.read_only_admin import ReadOnlyAdmin
from content import clock
from events.admin.bookings.booking_history import list_booking_history
from events.admin.bookings.decision_form import APPROVE, REJECT
from events.admin.bookings.decisions import APPROVED_MESSAGE, REJECTED_MESSAGE, ClassDecisionPages
from events.admin.bookings.erasing import ErasurePage
from events.admin.bookings.filters import (
    BookedSessionFilter,
    SlotDayFilter,
    ToDecideFilter,
    WaitingListFilter,
    bookings_to_decide,
)
from events.admin.bookings.phone_bookings import PhoneBookingPages, may_book_for_callers
from events.admin.messages.compose_pages import may_message_bookers
from events.admin.phone_numbers import PhoneNumberPage, may_see_phone_numbers
from events.bookings import services
from events.bookings.fields import TextField
from events.models import Arrival, Booking
from schools.scoped_admin import OwnSchoolsOnly
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin

CANCELLED_MESSAGE = ngettext_lazy(
    "%(count)s booking is cancelled; its places are free again: %(references)s.",
    "%(count)s bookings are cancelled; their places are free again: %(references)s.",
    "count",
)


def message_page_query(request) -> str | None:
    """Return the list's day and session filters as a query string; None if the user may not message bookers."""
    if not may_message_bookers(request.user):
        return None
    filters = {"day": request.GET.get("day"), "session": request.GET.get("slot__session__id__exact")}
    return urlencode({name: value for name, value in filters.items() if value})


class ReasonForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("reason"),
        max_length=200,
        strip=True,
        help_text=gettext_lazy("The booker reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@admin.register(Booking)
class BookingAdmin(
    ClassDecisionPages, SpreadsheetAdminMixin, PhoneBookingPages, PhoneNumberPage, ErasurePage, OwnSchoolsOnly, DeclaresPages
):
    school_path = "slot__session__host_school"
    list_display = ("shown_reference", "state", "session", "slot", "people", "kind", "who", "shown_phone", "created_at")
    list_filter = (
        ToDecideFilter,
        WaitingListFilter,
        "state",
        "kind",
        SlotDayFilter,
        ("slot__session", BookedSessionFilter),
        "slot__session__week",
        "source",
    )
    list_select_related = ("slot__session", "school")
    list_per_page = 50
    search_fields = ("reference", "contact_name", "phone__exact", "school_name", "school__search_text")
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
        columns = super().get_list_display(request)
        if request.GET.get("awaiting") != "1":
            return columns
        return ("deadline", *[name for name in columns if name not in ("state", "kind", "created_at")])

    def get_list_display_links(self, request, list_display):
        return ("shown_reference",)

    def get_ordering(self, request):
        return ("expires_at", "pk") if request.GET.get("awaiting") == "1" else super().get_ordering(request)

    def changelist_view(self, request, extra_context=None):
        context = {
            "may_book": may_book_for_callers(request.user),
            "message_query": message_page_query(request),
            "waiting_count": 0,
        }
        if self.has_view_permission(request):
            context["waiting_count"] = bookings_to_decide(self.get_queryset(request)).count()
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_readonly_fields(self, request, obj=None):
        return [name for _title, options in self.fieldsets for name in options["fields"]]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request):
        return request.user.has_perm("events.decide_classes")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        hidden = dict.fromkeys(("show_save", "show_save_and_continue", "show_save_and_add_another"), False)
        booking = self.get_object(request, object_id)
        context = {
            **hidden,
            "booking": booking,
            "may_change": booking and self.has_change_permission(request, booking),
            "may_decide": booking and self.has_decide_permission(request),
            "may_see_phone": booking and booking.phone and may_see_phone_numbers(request.user),
        }
        context["booking_history"] = (
            list_booking_history(booking) if booking and self.has_view_permission(request, booking) else []
        )
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_search_results(self, request, queryset, search_term):
        """Search for the term without spaces and hyphens: references are shown with a hyphen, numbers are typed in groups."""
        joined = "".join(search_term.split()).replace("-", "")
        return super().get_search_results(request, queryset, joined if joined.isascii() and joined.isalnum() else search_term)

    @admin.display(description=gettext_lazy("reference"), ordering="reference")
    def shown_reference(self, booking):
        return booking.spaced_reference

    @admin.display(description=gettext_lazy("decided by"), ordering="expires_at")
    def deadline(self, booking):
        return booking.expires_at

    @admin.display(description=gettext_lazy("session"), ordering="slot__session__sort_key")
    def session(self, booking):
        return booking.slot.session.title

    @admin.display(description=gettext_lazy("mobile number"))
    def shown_phone(self, booking):
        return booking.masked_phone or "—"

    @admin.display(description=gettext_lazy("language"))
    def shown_language(self, booking):
        return dict(settings.LANGUAGES).get(booking.language, booking.language)

    @admin.display(description=gettext_lazy("school"), ordering="school__sort_key")
    def who(self, booking):
        return " ".join(filter(None, [str(booking.school or booking.school_name), booking.class_name])) or "—"

    @admin.action(description=gettext_lazy("Approve selected class bookings…"), permissions=["decide"])
    def approve(self, request, queryset):
        if "from_booking" not in request.POST:
            return self.decide_page(request, queryset, APPROVE)
        return self.decide(request, queryset, services.approve_booking, APPROVED_MESSAGE)

    @admin.action(description=gettext_lazy("Reject selected class bookings…"), permissions=["decide"])
    def reject(self, request, queryset):
        if "from_booking" not in request.POST:
            return self.decide_page(request, queryset, REJECT)
        return self.decide_with_reason(request, queryset, "reject", services.reject_booking, REJECTED_MESSAGE)

    @admin.action(description=gettext_lazy("Cancel selected bookings…"), permissions=["change"])
    def cancel(self, request, queryset):
        return self.decide_with_reason(request, queryset, "cancel", services.cancel_booking, CANCELLED_MESSAGE)

    def decide_with_reason(self, request, queryset, action, service, message):
        """Show the page that asks for a reason; when it comes back with one, apply `service` to every booking."""
        form = ReasonForm(request.POST if "decided" in request.POST else None)
        if form.is_valid():
            return self.decide(request, queryset, service, message, reason=form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reject bookings") if action == "reject" else _("Cancel bookings"),
            "form": form,
            "action": action,
            "bookings": queryset.select_related("slot__session"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "from_booking": "from_booking" in request.POST,
            "opts": self.opts,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/booking/ask_reason.html", context)

    def decide(self, request, queryset, service, message, **arguments):
        """Apply `service` to every booking; redirect to the booking's page if the action was started there, else to the list."""
        actor = services.staff_actor(request.user)
        self.apply_to_each(request, queryset.order_by("pk"), service, message, now=clock.now(), actor=actor, **arguments)
        if "from_booking" in request.POST and (booking := queryset.first()):
            return HttpResponseRedirect(reverse("admin:events_booking_change", args=[booking.pk]))
        return None


class SlotLogAdmin(OwnSchoolsOnly, ReadOnlyAdmin):
    """Admin page for a log of the door: rows are only ever added, by the portal."""


@admin.register(Arrival)
class ArrivalAdmin(SlotLogAdmin):
    school_path = "slot__session__host_school"
    list_display = ("arrived_at", "slot", "booking", "verdict", "people", "reason", "recorded_by")
    list_filter = ("verdict", "arrived_at", "slot__starts_at", "slot__session__week")
    list_select_related = ("slot", "booking", "recorded_by")
    search_fields = ("booking__reference", "reason")
    show_full_result_count = False
    date_hierarchy = "arrived_at"

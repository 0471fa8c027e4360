"""The call list: whom no channel reaches, person by person, to be telephoned and ticked off, or noted as not reached."""

from itertools import groupby

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.audit_log import events as audit
from backoffice.form_drafts.sent_forms import is_reopened
from content.local_time import format_moment
from content.masking import mask_name
from content.query_values import parse_id
from events.admin.booking_search import search_by_booking
from events.admin.edition_filter import EditionOfBookingFilter
from events.admin.messages.notice_lists import EDITION_OF_NOTICE, NoticeAdminBase
from events.admin.phone_numbers import contact_field
from events.models import Notice
from events.notices import call_list


def show_call_list(model_admin, request):
    """View of the page that `NoticeAdmin` declares."""
    return CallListAdmin(Notice, model_admin.admin_site).changelist_view(request)


class CallListAdmin(NoticeAdminBase):
    """Bookers whom no channel reaches, the soonest slot first; a row stands for all that one person is to be told.
    Not registered: `NoticeAdmin` shows it as one of its pages.
    """

    list_display = ("reference", "kind", "things_to_tell", "session", "slot", "contact", "recipient", "last_call", "written")
    list_display_links = None
    list_filter = ((EDITION_OF_NOTICE, EditionOfBookingFilter),)  # not the kind: a row stands for several
    ordering = ("booking__slot__starts_at", "pk")
    actions = ("show_numbers", "called", "not_reached")
    change_list_template = "admin/events/notice/call_list.html"

    def calls(self, request):
        return super().get_queryset(request).to_call()

    def get_queryset(self, request):
        calls = self.calls(request)
        of_person = calls.order_by().filter(booking__phone=OuterRef("booking__phone")).values("booking__phone")
        counts = of_person.annotate(count=Count("pk")).values("count")
        message = parse_id(
            request.GET.get("message__id__exact")
        )  # else the filter would drop whom it is not the first thing to tell
        listed = calls.filter(message=message) if message else calls
        return listed.one_per_person().annotate(count_of_person=Subquery(counts))

    def calls_of_people(self, request, queryset):
        """Return all that is to be told to the people whose rows were selected, person by person."""
        selected = list(queryset.values_list("pk", "booking__phone"))
        phones = {phone for _pk, phone in selected} - {""}
        condition = Q(pk__in=[pk for pk, _phone in selected]) | Q(booking__phone__in=phones)
        calls = self.calls(request).filter(condition).select_related(*self.list_select_related)
        return calls.order_by("booking__phone", "booking__slot__starts_at", "pk")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Call list"), **(extra_context or {})})

    @admin.display(description=gettext_lazy("things to tell"), ordering="count_of_person")
    def things_to_tell(self, notice):
        return notice.count_of_person if notice.booking.phone else 1

    def get_list_display(self, request):
        return [contact_field(request, name) for name in super().get_list_display(request)]

    def get_search_results(self, request, queryset, search_term):
        """Find a person by any of the bookings there is something to tell about."""
        if not search_term:
            return queryset, False
        found = search_by_booking(self.calls(request).order_by(), search_term)
        phones = found.exclude(booking__phone="").values("booking__phone")
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(booking__phone__in=phones)), False

    @admin.display(description=gettext_lazy("contact"), empty_value="—")
    def contact(self, notice):
        return notice.booking.contact_name or None

    @admin.display(description=gettext_lazy("contact"), empty_value="—")
    def masked_contact(self, notice):
        return mask_name(notice.booking.contact_name) or None

    @admin.display(description=Notice._meta.get_field("created_at").verbose_name, ordering="created_at")
    def written(self, notice):
        return format_moment(notice.created_at)

    @admin.display(description=gettext_lazy("not reached"), ordering="not_reached_at", empty_value="")
    def last_call(self, notice):
        if notice.not_reached_at is None:
            return None
        return " · ".join(filter(None, [format_moment(notice.not_reached_at), notice.call_note]))

    @admin.action(description=gettext_lazy("Show numbers and what to say"), permissions=["see_numbers"])
    def show_numbers(self, request, queryset):
        """Show whole numbers, and record for each booking that they were shown."""
        notices = list(self.calls_of_people(request, queryset))
        for booking in {notice.booking_id: notice.booking for notice in notices}.values():
            audit.record_audit_event(audit.Event.PHONE_SEEN, request=request, about=booking, detail=_("For a call"))
        by_person = groupby(notices, key=lambda notice: notice.booking.phone or notice.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Call list"),
            "opts": self.opts,
            "people": [list(calls) for _person, calls in by_person],
            "checkbox": ACTION_CHECKBOX_NAME,
            "note_max_length": call_list.NOTE_MAX_LENGTH,
            "note": request.POST.get("note", ""),
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/notice/phone_numbers.html", context)

    def show_numbers_again(self, request, queryset):
        """Show the page on which the buttons of this and the next action stand, with the note that was typed there."""
        if not self.has_see_numbers_permission(request):
            raise PermissionDenied
        return self.show_numbers(request, queryset)

    @admin.action(description=gettext_lazy("Tick off: they have been told"), permissions=["notify"])
    @transaction.atomic
    def called(self, request, queryset):
        if is_reopened(request):
            return self.show_numbers_again(request, queryset)
        people = set()
        for notice in self.calls_of_people(request, queryset):
            if Notice.objects.to_call().filter(pk=notice.pk).update(state=Notice.State.SENT, sent_at=timezone.now()):
                self.log_change(request, notice, _("Told by telephone"))  # undocumented in Django 5.2.19
                people.add(notice.booking.phone or notice.pk)
        message = ngettext("%(count)s booker is ticked off.", "%(count)s bookers are ticked off.", len(people))
        self.message_user(request, message % {"count": len(people)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Not reached: keep on the list"), permissions=["notify"])
    @transaction.atomic
    def not_reached(self, request, queryset):
        if is_reopened(request):
            return self.show_numbers_again(request, queryset)
        calls = list(self.calls_of_people(request, queryset))
        of_these = Notice.objects.filter(pk__in=[notice.pk for notice in calls])
        call_list.note_not_reached(of_these, request.POST.get("note", ""), timezone.now())
        for notice in calls:
            self.log_change(request, notice, _("Not reached by telephone"))  # undocumented in Django 5.2.19
        count = len({notice.booking.phone or notice.pk for notice in calls})
        message = ngettext(
            "%(count)s booker was not reached and stays listed.", "%(count)s bookers were not reached and stay listed.", count
        )
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

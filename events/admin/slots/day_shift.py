"""Shifting a day: the chosen slots move together, after a page that shows whose bookings it affects."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.admin_pages import AdminPage
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from content.local_time import day_bounds
from content.query_values import parse_day
from events.admin.slots.clash_messages import ClashSentences
from events.admin.slots.day_shift_forms import DayShiftForm
from events.admin.slots.many_slots_forms import format_day
from events.admin.slots.rescheduling import PREFIX, BookersChange, ConfirmationPage, ask_about_bookers, is_confirmation
from events.bookings import locks, services
from events.models import TimeSlot
from events.programme.clashes import digest_clashes, find_clashes
from schools.scoping import within_own_schools

DAY_SHIFT_URL_NAME = "events_timeslot_shift_day"
# A digest of the times when the page was shown, so that a form sent twice does not move them twice
SLOT_TIMES_FIELD = f"{PREFIX}-stood"


@dataclass(frozen=True)
class SlotMove:
    slot: TimeSlot
    old_start: dt.datetime
    old_end: dt.datetime
    warnings: list[str]
    notes: list[str]


class DayShiftPages:
    """Mixin for the ModelAdmin of slots: the page that shifts a day."""

    pages = (AdminPage(route="shift-day/", view="shift_view", name="shift_day"),)

    def changelist_view(self, request, extra_context=None):
        may_shift = self.has_change_permission(request)
        return super().changelist_view(request, {"may_shift": may_shift, **(extra_context or {})})

    def shift_view(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        now = clock.now()
        days = self.upcoming_days(request, now)
        day = get_requested_day(request, days)
        return self.shift(request, days, day, now)

    def upcoming_days(self, request, now) -> list[dt.date]:
        """Return the days on which a slot that the user may change is still to begin."""
        days = self.movable_slots(request).filter(starts_at__gt=now).datetimes("starts_at", "day")
        return [timezone.localdate(day) for day in days]

    def movable_slots(self, request):
        # the slots the user may change, which can be fewer than those they may see
        own = within_own_schools(self.get_queryset(request), request.user, self.school_path)
        return own.filter(cancelled_at=None, session__cancelled_at=None)

    def movable_slots_of_day(self, request, day: dt.date | None) -> list[TimeSlot]:
        if day is None:
            return []
        start, end = day_bounds(day)
        slots = self.movable_slots(request).filter(starts_at__gte=start, starts_at__lt=end)
        return list(slots.order_by("starts_at", "session__sort_key", "pk"))

    @transaction.atomic
    def shift(self, request, days, day, now):
        if request.method == "POST":
            sent = request.POST.getlist("slots")
            locks.lock_bookers([slot.pk for slot in self.movable_slots_of_day(request, day) if str(slot.pk) in sent], now)
        form = DayShiftForm(request.POST or None, slots=self.movable_slots_of_day(request, day), now=now)
        shows_form = "_again" in request.POST or (is_reopened(request) and not is_confirmation(request))
        if not form.is_valid() or shows_form:
            return self.shift_page(request, form, days, day)
        slots = form.chosen_slots
        if "_confirm" in request.POST and request.POST.get(SLOT_TIMES_FIELD) == digest_slot_times(slots, back=form.shift):
            return self.redirect_to_day(request, day, _("These time slots are moved already."), messages.INFO)
        confirmation = self.move_in_memory(request, day, slots, form.shift)
        change = BookersChange(now=now, actor=services.staff_actor(request.user), slots=slots)
        page = ask_about_bookers(self, request, format_day(day), change, confirmation)
        if page is not None:
            return page
        if sentence := change.save():
            self.message_user(request, sentence, messages.SUCCESS)
        for slot in slots:
            self.log_change(request, slot, format_minutes_shift(form.shift))
        message = ngettext("%(count)s time slot is moved.", "%(count)s time slots are moved.", len(slots)) % {"count": len(slots)}
        return self.redirect_to_day(request, day, message, messages.SUCCESS)

    def move_in_memory(self, request, day, slots: Sequence[TimeSlot], shift: dt.timedelta) -> ConfirmationPage:
        """Give the slots their new times, unsaved, and return the page that shows them.

        Clashes are sought only with slots that stay: those that move together keep their distances.
        """
        old, old_times_digest = [(slot.starts_at, slot.ends_at) for slot in slots], digest_slot_times(slots)
        for slot in slots:
            slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift
        found, sentences = find_clashes(slots, together=False), ClashSentences(request.user)
        moves = [
            SlotMove(slot, *times, *sentences.split(of_slot)) for slot, times, of_slot in zip(slots, old, found, strict=True)
        ]
        context = {
            "moves": moves,
            "old_times_digest": old_times_digest,
            "old_times_name": SLOT_TIMES_FIELD,
            "how": format_minutes_shift(shift),
            "clash_count": sum(bool(move.warnings) for move in moves),
            "back": day_shift_url(day),
        }
        digest = digest_clashes(slots, found)
        return ConfirmationPage(template="day_shift_confirm", title=_("Shift a day"), digest=digest, context=context)

    def redirect_to_day(self, request, day, message, level):
        self.message_user(request, message, level)
        return HttpResponseRedirect(day_shift_url(day))

    def shift_page(self, request, form, days, day):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Shift a day"),
            "subtitle": format_day(day) if day else None,
            "opts": self.opts,
            "form": form,
            "days": days,
            "day": day,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/day_shift.html", context)


def format_minutes_shift(shift: dt.timedelta) -> str:
    minutes = round(shift.total_seconds() / 60)
    message = _("%(minutes)s minutes later") if minutes > 0 else _("%(minutes)s minutes earlier")
    return message % {"minutes": abs(minutes)}


def day_shift_url(day: dt.date) -> str:
    return f"{reverse(f'admin:{DAY_SHIFT_URL_NAME}')}?day={day}"


def get_requested_day(request, days: list[dt.date]) -> dt.date | None:
    """Return the day of the query, or the first of `days` if it names none. Raises Http404 for what is no date."""
    text = request.GET.get("day")
    day = parse_day(text) if text else next(iter(days), None)
    if text and day is None:
        raise Http404
    return day


def digest_slot_times(slots: Sequence[TimeSlot], *, back: dt.timedelta = dt.timedelta(0)) -> str:
    """Return a digest of the slots' starts, or of those before they were moved by `back`."""
    starts = sorted((slot.pk, (slot.starts_at - back).timestamp()) for slot in slots)
    return hashlib.sha256(json.dumps(starts).encode()).hexdigest()[:32]

"""Cancelling sessions and slots, one by a button or several by a list action, after a page that shows whom it touches."""

import hashlib
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.admin_pages import AdminPage
from content import clock
from content.query_values import parse_id
from events.admin.slots.rescheduling import (
    PREFIX,
    BookersChange,
    ConfirmationPage,
    ask_about_bookers,
    bind_notify_form,
    displayed_reason,
)
from events.bookings import services
from events.models import EventSession, TimeSlot

CANCEL_FIELDS = ("cancelled_at", "cancel_reason")


@dataclass(kw_only=True)
class Cancellation:
    """The selected rows that will be cancelled, and a sentence for each of those that cannot be."""

    sessions: list[EventSession] = field(default_factory=list)
    slots: list[TimeSlot] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list:
        return [*self.sessions, *self.slots]

    def add_slot(self, slot: TimeSlot, now):
        name = {"title": slot.session.title, "slot": slot}
        if slot.is_cancelled:
            self.refused.append(_("“%(title)s” %(slot)s is cancelled already.") % name)
        elif slot.ends_at <= now:
            self.refused.append(_("“%(title)s” %(slot)s is over, so it can no longer be cancelled.") % name)
        else:
            self.slots.append(slot)

    def add_session(self, session: EventSession, now):
        """Add the session; if some of its slots are over, add only the coming ones, so that past visitors get no notice."""
        name, slots = {"title": session.title}, list(session.slots.all())
        coming = [slot for slot in slots if slot.ends_at > now and slot.cancelled_at is None]
        if session.is_cancelled:
            self.refused.append(_("“%(title)s” is cancelled already.") % name)
        elif slots and not coming:
            self.refused.append(_("“%(title)s” has no time slot to come, so it can no longer be cancelled.") % name)
        elif any(slot.ends_at <= now for slot in slots):
            for slot in coming:
                slot.session = session
            self.slots += coming
            message = ngettext(
                "Of “%(title)s” some time slots are over: only the %(count)s time slot to come is cancelled.",
                "Of “%(title)s” some time slots are over: only the %(count)s time slots to come are cancelled.",
                len(coming),
            )
            self.notes.append(message % {**name, "count": len(coming)})
        else:
            self.sessions.append(session)

    @property
    def digest(self) -> str:
        keys = [f"{row._meta.model_name}-{row.pk}" for row in self.rows]
        return hashlib.sha256(" ".join(keys).encode()).hexdigest()[:16]


def offer_cancelling(model_admin, request, row) -> dict:
    may_cancel = row is not None and row.cancelled_at is None and model_admin.has_change_permission(request, row)
    return {"may_cancel": may_cancel}


class CancelPage:
    """For the ModelAdmin of sessions or slots, beside `LocksBookers`.

    The form has the fields about cancelling only once that is done: the reason can be mended there, or all of it taken back.
    """

    pages = (AdminPage(route="<path:object_id>/cancel/", view="cancel_view", name="cancel"),)
    page_context = (offer_cancelling,)

    def get_fields(self, request, obj=None):
        is_cancelled = obj is not None and obj.cancelled_at is not None
        return [name for name in super().get_fields(request, obj) if is_cancelled or name not in CANCEL_FIELDS]

    def cancel_view(self, request, object_id):
        """Ask for the reason, beside what it does to bookers; then cancel."""
        row = get_object_or_404(self.get_queryset(request), pk=parse_id(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        back = self.find_way_back(request, row)
        found = self.sort_selected(request, self.get_queryset(request).filter(pk=row.pk), clock.now())
        for sentence in found.refused:
            self.message_user(request, sentence, messages.ERROR)
        if found.rows:
            title = _("Cancel the session") if self.model is EventSession else _("Cancel the time slot")
            page = self.cancel_all(request, found, back=back, title=title, subtitle=row)
            if page is not None:
                return page
            self.message_user(request, _("“%(name)s” is cancelled.") % {"name": row}, messages.SUCCESS)
        return HttpResponseRedirect(back)

    def find_way_back(self, request, row) -> str:
        """Return the address of the page the button stood on."""
        if isinstance(row, TimeSlot) and request.GET.get("from") == "session":
            return reverse("admin:events_eventsession_slots", args=[row.session_id])
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    @admin.action(description=gettext_lazy("Cancel selected %(verbose_name_plural)s…"), permissions=["change"])
    def cancel_selected(self, request, queryset):
        found = self.sort_selected(request, queryset, clock.now())
        for sentence in found.refused:
            self.message_user(request, sentence, messages.ERROR)
        if not found.rows:
            return None
        page = self.cancel_all(request, found, back=request.get_full_path(), title=_("Cancel together"))
        if page is not None:
            return page
        message = ngettext("%(count)s is cancelled.", "%(count)s are cancelled.", len(found.rows))
        self.message_user(request, message % {"count": len(found.rows)}, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def sort_selected(self, request, queryset, now) -> Cancellation:
        found = Cancellation()
        is_slots = self.model is TimeSlot
        rows = queryset.select_related("session__week") if is_slots else queryset.prefetch_related("slots")
        for row in rows.order_by("pk"):
            if not self.has_change_permission(request, row):
                found.refused.append(_("“%(name)s” is not yours to cancel.") % {"name": row})
            elif is_slots:
                found.add_slot(row, now)
            else:
                found.add_session(row, now)
        return found

    @transaction.atomic
    def cancel_all(self, request, found: Cancellation, *, back: str, title: str, subtitle=""):
        """Return the page that asks for confirmation, or None once all rows are cancelled.

        The reason that bookers read is also the one the public page shows.
        """
        now, form = clock.now(), bind_notify_form(request)
        reason = form.data.get(f"{PREFIX}-reason", "").strip()[:200] if form.is_bound else ""
        for row in found.rows:
            row.cancelled_at, row.cancel_reason = now, reason or displayed_reason(form)
        confirmation = ConfirmationPage(
            template="cancel_many",
            title=title,
            digest=found.digest,
            needs_reason=True,
            context={"found": found, "back": back},
        )
        change = BookersChange(now=now, actor=services.staff_actor(request.user), slots=found.slots, sessions=found.sessions)
        page = ask_about_bookers(self, request, subtitle, change, confirmation)
        if page is not None:
            return page
        if sentence := change.save():
            self.message_user(request, sentence, messages.SUCCESS)
        for row in found.rows:
            model_admin = self.admin_site._registry[type(row)]
            model_admin.log_change(request, row, _("Cancelled: %(reason)s") % {"reason": row.cancel_reason})
        return None

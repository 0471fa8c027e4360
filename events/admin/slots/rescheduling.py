"""Saving a slot, session or venue that has bookings: first a page with the bookings it affects, then all of it or nothing."""

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from django import forms
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.conflicts.row_locks import lock_rows
from backoffice.form_drafts.sent_forms import is_reopened
from backoffice.record_steps.edit import RecordEdit
from content import clock
from content.history.change_context import REASON_LENGTH
from events.admin.repost import repost_fields
from events.admin.slots.change_lines import list_change_lines
from events.bookings import locks, rescheduling, services
from events.bookings.fields import TextField
from events.bookings.sequence import VENUE_FIELDS
from events.bookings.transitions import Actor
from events.models import Booking, EventSession, TimeSlot, Venue

State = Booking.State
PREFIX = "telling"
OUTCOME_LABELS = {
    State.CANCELLED: gettext_lazy("is cancelled"),
    State.LAPSED: gettext_lazy("is let go: it was only held, and the teacher chooses again"),
    State.WAITLISTED: gettext_lazy("goes back to the waiting list"),
    State.PENDING: gettext_lazy("moves up from the waiting list, awaiting approval"),
    State.CONFIRMED: gettext_lazy("moves up from the waiting list"),
}


class NotifyBookersForm(forms.Form):
    """`shown` is the reason that the notices on the page were written with, `digest` stands for what the page showed."""

    reason = TextField(
        label=gettext_lazy("reason"),
        max_length=200,
        strip=True,
        help_text=gettext_lazy("Everyone touched reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AffectedBooking:
    """One booking on the confirmation page, and what becomes of it."""

    def __init__(self, effect: rescheduling.BookingEffect):
        self.booking, self.notice, self.keeps_place = effect.booking, effect.notice, effect.keeps_place
        self.state = effect.state
        self.is_promoted = is_promotion(effect)
        self.outcome = _("keeps its place") if self.keeps_place else OUTCOME_LABELS[effect.state]
        if effect.ends_request:
            self.outcome = _("%(outcome)s; its request for a change ends") % {"outcome": self.outcome}
        if effect.overlaps:
            references = ", ".join(other.spaced_reference for other in effect.overlaps)
            sentence = _("%(outcome)s; its class is then booked twice at once, also with %(references)s: please end one of them")
            self.outcome = sentence % {"outcome": self.outcome, "references": references}
        self.overlaps = bool(effect.overlaps)
        self.loses_place = not self.keeps_place and not self.is_promoted


def is_promotion(effect: rescheduling.BookingEffect) -> bool:
    return effect.booking.state == State.WAITLISTED and effect.state in (State.PENDING, State.CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class ConfirmationPage:
    """The page that asks to confirm a change.

    `digest` stands for what it shows besides bookings; with one it is shown even if no booking is affected.
    """

    template: str
    title: str
    digest: str
    needs_reason: bool = False  # also if no booking is affected
    offers_correction: bool = False  # staff may say that only the spelling changes: then nobody is told
    context: dict = field(default_factory=dict)


DEFAULT_PAGE = ConfirmationPage(template="rescheduling", title=gettext_lazy("Whom this change touches"), digest="")
VENUE_PAGE = replace(DEFAULT_PAGE, offers_correction=True)
CORRECTION_REASON = gettext_lazy("Correction of spelling; no booker was told")


@dataclass(kw_only=True)
class BookersChange:
    """Slots, sessions and venues as they are in memory, to be saved together with what follows for their bookings."""

    now: dt.datetime
    actor: Actor
    slots: Sequence[TimeSlot] = ()
    sessions: Sequence[EventSession] = ()
    venues: Sequence[Venue] = ()
    reason: str = ""  # this and the next are set once the confirmation page was confirmed
    is_correction: bool = False

    @property
    def arguments(self) -> dict:
        rows = {"slots": self.slots, "sessions": self.sessions, "venues": self.venues}
        return {"now": self.now, "actor": self.actor, **rows}

    @property
    def rows(self) -> list:
        return [*self.venues, *self.sessions, *self.slots]

    def slot_ids(self) -> list[int]:
        of_sessions = TimeSlot.objects.filter(session__in=[session.pk for session in self.sessions])
        of_venues = TimeSlot.objects.filter(pk__in=rescheduling.find_relocated_slots(self.venues), ends_at__gt=self.now)
        ids = (slots.values_list("pk", flat=True) for slots in (of_sessions, of_venues))
        return sorted({slot.pk for slot in self.slots}.union(*ids))

    def save(self) -> str:
        """Save all of it. Return a sentence with the number of bookers who get a notice; blank if none does."""
        reason = str(CORRECTION_REASON) if self.is_correction else self.reason
        for row in self.rows if reason else ():
            row._change_reason = reason[:REASON_LENGTH]  # stands in the history of the row
        outcome = rescheduling.apply_rescheduling(reason=self.reason, is_correction=self.is_correction, **self.arguments)
        if self.is_correction:
            return _("Saved as a correction of spelling; nobody is told.")
        count = sum(1 for effect in outcome.effects if effect.notice)
        sentence = ngettext("Saved, and %(count)s booker is told.", "Saved, and %(count)s bookers are told.", count)
        return sentence % {"count": count} if count else ""


def ask_about_bookers(model_admin, request, subtitle, change: BookersChange, page: ConfirmationPage = DEFAULT_PAGE):
    """Return the page that shows the affected bookings; None once it was confirmed as it would be shown now.

    A page that is only to be shown again (`is_reopened`) is never confirmed. Must run inside the transaction that saves the
    change: it locks the bookings, so that nothing changes in between.
    """
    locks.lock_bookers(change.slot_ids(), change.now)
    form = bind_notify_form(request)
    outcome = rescheduling.preview_rescheduling(reason=displayed_reason(form), **change.arguments)
    affects_nobody = all(map(is_promotion, outcome.effects))
    if affects_nobody and not page.digest and not is_reopened(request):
        return None
    is_correction = page.offers_correction and "_correct" in request.POST
    form.fields["reason"].required = not is_correction and (page.needs_reason or not affects_nobody)
    is_same = form.is_bound and form.is_valid() and form.cleaned_data["digest"] == outcome.digest + page.digest
    if "_look" in request.POST or is_reopened(request) or not is_same:
        return render_confirmation(model_admin, request, subtitle, form, change, outcome, page)
    change.reason, change.is_correction = form.cleaned_data["reason"], is_correction
    return None


def render_confirmation(model_admin, request, subtitle, form, change: BookersChange, outcome, page: ConfirmationPage):
    """Render the page; the notices on it are written with the reason typed so far."""
    digest = outcome.digest + page.digest
    is_stale = form.is_bound and "_look" not in request.POST and form.data.get(f"{PREFIX}-digest") != digest
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    reason = reason or ("" if page.needs_reason else existing_cancel_reason(change))
    if reason and reason != displayed_reason(form):
        outcome = rescheduling.preview_rescheduling(reason=reason, **change.arguments)
    typed_reason = form.data.get(f"{PREFIX}-reason", "") if form.is_bound else reason
    initial = {"reason": typed_reason, "shown": reason, "digest": outcome.digest + page.digest}
    rows = sorted(map(AffectedBooking, outcome.effects), key=lambda row: (row.is_promoted, row.keeps_place))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": page.title,
        "subtitle": str(subtitle),
        "opts": model_admin.opts,
        "original": subtitle,
        "back": request.get_full_path(),
        "form": NotifyBookersForm(initial=initial, prefix=PREFIX),
        "errors": form.errors.get("reason") if form.is_bound and "_look" not in request.POST else None,
        "is_stale": is_stale,
        "needs_reason": page.needs_reason,
        "offers_correction": page.offers_correction,
        "rows": rows,
        "change_lines": list_change_lines(change.rows),
        "summary": summarise_effects(rows),
        "sent": repost_fields(request, without=("_look", "_confirm", "_correct"), prefix=f"{PREFIX}-"),
        "may_see": request.user.has_perm("events.view_booking"),
        "is_popup": False,
        **page.context,
    }
    return TemplateResponse(request, f"admin/events/{page.template}.html", context)


class BookerConsequences:
    """The consequences of a save that affects bookings (see backoffice/record_steps/show_consequences.py)."""

    page = DEFAULT_PAGE

    def __init__(self, edit: RecordEdit):
        self.edit = edit
        self.change = BookersChange(now=clock.now(), actor=services.staff_actor(edit.request.user), **self.find_rows())

    @staticmethod
    def was_asked(request) -> bool:
        return is_confirmation(request)

    def find_rows(self) -> dict:
        """Return `slots`, `sessions` or `venues` of the BookersChange: the rows that are saved together with their bookings."""
        raise NotImplementedError

    def ask(self):
        if not self.change.rows:
            return None
        return ask_about_bookers(self.edit.model_admin, self.edit.request, self.edit.form.instance, self.change, self.page)

    def write(self):
        if self.change.rows and (sentence := self.change.save()):
            self.edit.success_messages.append(sentence)


class SlotConsequences(BookerConsequences):
    def find_rows(self):
        return {"slots": [self.edit.form.instance]}


class RecordConsequences(BookerConsequences):
    """Of a record whose bookings depend only on some of its fields; other changes are saved without asking."""

    rows_name: str
    fields: Set[str]

    def find_rows(self):
        return {self.rows_name: [self.edit.form.instance] if self.fields & set(self.edit.form.changed_data) else []}

    def write(self):
        super().write()
        if not self.change.rows:
            self.edit.model_admin.save_model(self.edit.request, self.edit.form.instance, self.edit.form, self.edit.is_change)


class SessionConsequences(RecordConsequences):
    rows_name = "sessions"
    fields = frozenset({"venue", "cancelled_at", "walk_in_percent", "booking_mode", "week"})


class VenueConsequences(RecordConsequences):
    rows_name, page = "venues", VENUE_PAGE
    fields = VENUE_FIELDS


class LocksBookers:
    """Mixin for the record page of a model that has bookings."""

    def lock_for_edit(self, request, keys: list):
        """Lock in the order of the booking services, whose gates come first; the session's own row comes last."""
        slots = TimeSlot.objects.filter(**{"session__in" if self.model is EventSession else "pk__in": keys})
        locks.lock_bookers(list(slots.values_list("pk", flat=True)), clock.now())
        if self.model is EventSession:
            lock_rows(EventSession.objects.filter(pk__in=keys))


def bind_notify_form(request) -> NotifyBookersForm:
    """Return the form bound to the request if the confirmation page sent it, else unbound."""
    return NotifyBookersForm(request.POST if is_confirmation(request) else None, prefix=PREFIX)


def is_confirmation(request) -> bool:
    """Whether the confirmation page sent this, and not the form before it."""
    return f"{PREFIX}-digest" in request.POST


def displayed_reason(form: NotifyBookersForm) -> str:
    """Return the reason in the notices that the page showed, or a placeholder for it."""
    return (form.is_bound and form.data.get(f"{PREFIX}-shown", "").strip()[:200]) or _("[the reason you give]")


def existing_cancel_reason(change: BookersChange) -> str:
    """Return the reason a cancelled row was given on its own page; blank if there is none."""
    for row in (*change.sessions, *change.slots):
        if row.cancelled_at and row.cancel_reason:
            return row.cancel_reason
    return ""


def summarise_effects(rows: list[AffectedBooking]) -> list[str]:
    cancelled = sum(row.loses_place and row.state != State.WAITLISTED for row in rows)
    waiting = sum(row.loses_place for row in rows) - cancelled
    staying, promoted = sum(row.keeps_place for row in rows), sum(row.is_promoted for row in rows)
    twice = sum(row.overlaps for row in rows)
    parts = [
        (cancelled, ngettext("%(count)s booking ends", "%(count)s bookings end", cancelled)),
        (
            waiting,
            ngettext(
                "%(count)s no longer fits and goes back to the waiting list",
                "%(count)s no longer fit and go back to the waiting list",
                waiting,
            ),
        ),
        (staying, ngettext("%(count)s keeps its place and is told", "%(count)s keep their places and are told", staying)),
        (promoted, ngettext("%(count)s moves up from the waiting list", "%(count)s move up from the waiting list", promoted)),
        (
            twice,
            ngettext("%(count)s class is then booked twice at once", "%(count)s classes are then booked twice at once", twice),
        ),
    ]
    return [sentence % {"count": count} for count, sentence in parts if count]

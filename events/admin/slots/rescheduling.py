"""Saving a slot or a session under its bookers: first the page that shows whom it touches, then all of it or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.conflicts.row_locks import lock_rows
from backoffice.record_steps.edit import RecordEdit
from content import clock
from content.history.change_context import REASON_LENGTH
from events.admin.repost import repost_fields
from events.bookings import locks, rescheduling, services
from events.bookings.fields import TextField
from events.bookings.transitions import Actor
from events.models import Booking, EventSession, TimeSlot

State = Booking.State
PREFIX = "telling"
# What of a session its bookings depend on; whatever else changes is saved as it is
TOUCHING = {"venue", "cancelled_at", "walk_in_percent", "booking_mode", "week"}
OUTCOMES = {
    State.CANCELLED: gettext_lazy("is cancelled"),
    State.LAPSED: gettext_lazy("is let go: it was only held, and the teacher chooses again"),
    State.WAITLISTED: gettext_lazy("goes back to the waiting list"),
    State.PENDING: gettext_lazy("moves up from the waiting list, awaiting approval"),
    State.CONFIRMED: gettext_lazy("moves up from the waiting list"),
}


class TellingForm(forms.Form):
    """`shown` is the reason with which the words on the page were written, `digest` what the page said."""

    reason = TextField(
        label=gettext_lazy("reason"),
        max_length=200,
        strip=True,
        help_text=gettext_lazy("Everyone touched reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class Told:
    """One booking on the page."""

    def __init__(self, effect: rescheduling.BookingEffect):
        self.booking, self.notice, self.is_kept = effect.booking, effect.notice, effect.keeps_place
        self.is_promoted = is_promotion(effect)
        self.outcome = _("keeps its place") if self.is_kept else OUTCOMES[effect.state]
        self.is_lost = not self.is_kept and not self.is_promoted


def is_promotion(effect: rescheduling.BookingEffect) -> bool:
    return effect.booking.state == State.WAITLISTED and effect.state in (State.PENDING, State.CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class AlsoShown:
    """What a page shows besides its bookers, `seal` for short; it has to be confirmed even where nobody has booked."""

    template: str
    title: str
    seal: str
    needs_reason: bool = False  # even then
    context: dict = field(default_factory=dict)


BOOKERS_ALONE = AlsoShown(template="rescheduling", title=gettext_lazy("Whom this change touches"), seal="")


@dataclass(kw_only=True)
class BookersChange:
    """Slots and sessions as they are in memory, to be saved together with what follows for those who have booked them."""

    now: dt.datetime
    actor: Actor
    slots: Sequence[TimeSlot] = ()
    sessions: Sequence[EventSession] = ()
    reason: str = ""  # given by whoever confirmed what the page said

    @property
    def arguments(self) -> dict:
        return {"now": self.now, "actor": self.actor, "slots": self.slots, "sessions": self.sessions}

    @property
    def rows(self) -> list:
        return [*self.sessions, *self.slots]

    def slot_ids(self) -> list[int]:
        of_sessions = TimeSlot.objects.filter(session__in=[session.pk for session in self.sessions])
        return sorted({slot.pk for slot in self.slots} | set(of_sessions.values_list("pk", flat=True)))

    def save(self) -> str:
        """Does all of it. A sentence about the bookers who are told, if any are."""
        for row in self.rows if self.reason else ():
            row._change_reason = self.reason[:REASON_LENGTH]  # their history tells it too
        outcome = rescheduling.apply_rescheduling(reason=self.reason, **self.arguments)
        told = sum(1 for effect in outcome.effects if effect.notice)
        sentence = ngettext("Saved, and %(count)s booker is told.", "Saved, and %(count)s bookers are told.", told)
        return sentence % {"count": told} if told else ""


def ask_about_bookers(model_admin, request, subtitle, change: BookersChange, also: AlsoShown = BOOKERS_ALONE):
    """The page that says whom the change touches, until somebody has confirmed what it says; then None.

    Inside the transaction that saves the change. The bookers are locked first, so that nothing changes in between.
    """
    locks.lock_bookers(change.slot_ids(), change.now)
    form = telling_form(request)
    outcome = rescheduling.preview_rescheduling(reason=shown_reason(form), **change.arguments)
    touches_nobody = all(map(is_promotion, outcome.effects))
    if touches_nobody and not also.seal:
        return None
    form.fields["reason"].required = also.needs_reason or not touches_nobody
    is_same = form.is_bound and form.is_valid() and form.cleaned_data["digest"] == outcome.digest + also.seal
    if "_look" in request.POST or not is_same:
        return show_bookers(model_admin, request, subtitle, form, change, outcome, also)
    change.reason = form.cleaned_data["reason"]
    return None


def show_bookers(model_admin, request, subtitle, form, change: BookersChange, outcome, also: AlsoShown):
    """The words are written with the reason typed so far."""
    digest = outcome.digest + also.seal
    is_stale = form.is_bound and "_look" not in request.POST and form.data.get(f"{PREFIX}-digest") != digest
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    reason = reason or ("" if also.needs_reason else reason_given(change))
    if reason and reason != shown_reason(form):
        outcome = rescheduling.preview_rescheduling(reason=reason, **change.arguments)
    typed = form.data.get(f"{PREFIX}-reason", "") if form.is_bound else reason
    fresh = {"reason": typed, "shown": reason, "digest": outcome.digest + also.seal}
    rows = sorted(map(Told, outcome.effects), key=lambda row: (row.is_promoted, row.is_kept))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": also.title,
        "subtitle": str(subtitle),
        "opts": model_admin.opts,
        "original": subtitle,
        "back": request.get_full_path(),
        "form": TellingForm(initial=fresh, prefix=PREFIX),
        "errors": form.errors.get("reason") if form.is_bound and "_look" not in request.POST else None,
        "is_stale": is_stale,
        "needs_reason": also.needs_reason,
        "rows": rows,
        "summary": summarise_effects(rows),
        "sent": repost_fields(request, without=("_look", "_confirm"), prefix=f"{PREFIX}-"),
        "may_see": request.user.has_perm("events.view_booking"),
        "is_popup": False,
        **also.context,
    }
    return TemplateResponse(request, f"admin/events/{also.template}.html", context)


class BookerConsequences:
    """Of a record page whose save touches bookings; says which rows are saved together with their bookers."""

    def __init__(self, edit: RecordEdit):
        self.edit = edit
        self.change = BookersChange(now=clock.now(), actor=services.staff_actor(edit.request.user), **self.find_rows())

    def find_rows(self) -> dict:
        raise NotImplementedError

    def ask(self):
        if not self.change.rows:
            return None
        return ask_about_bookers(self.edit.model_admin, self.edit.request, self.edit.form.instance, self.change)

    def write(self):
        if self.change.rows and (sentence := self.change.save()):
            self.edit.success_messages.append(sentence)


class SlotConsequences(BookerConsequences):
    def find_rows(self):
        return {"slots": [self.edit.form.instance]}


class SessionConsequences(BookerConsequences):
    """A session whose words alone change touches nobody."""

    def find_rows(self):
        return {"sessions": [self.edit.form.instance] if TOUCHING & set(self.edit.form.changed_data) else []}

    def write(self):
        super().write()
        if not self.change.rows:
            self.edit.model_admin.save_model(self.edit.request, self.edit.form.instance, self.edit.form, self.edit.is_change)


class TellsBookers:
    """Of a record page whose rows have bookings."""

    def lock_for_edit(self, request, keys: list):
        """In the order of the booking services, who save times too; a session's own row comes before."""
        if self.model is EventSession:
            lock_rows(EventSession.objects.filter(pk__in=keys))
        slots = TimeSlot.objects.filter(**{"session__in" if self.model is EventSession else "pk__in": keys})
        locks.lock_bookers(list(slots.values_list("pk", flat=True)), clock.now())


def telling_form(request) -> TellingForm:
    sent = request.POST if f"{PREFIX}-digest" in request.POST else None
    return TellingForm(sent, prefix=PREFIX)


def shown_reason(form: TellingForm) -> str:
    """What stands for the reason in the words the page showed."""
    return (form.is_bound and form.data.get(f"{PREFIX}-shown", "").strip()[:200]) or _("[the reason you give]")


def reason_given(change: BookersChange) -> str:
    """Whoever cancels has said why already."""
    for row in change.rows:
        if row.cancelled_at and row.cancel_reason:
            return row.cancel_reason
    return ""


def summarise_effects(rows: list[Told]) -> list[str]:
    cancelled = sum(row.is_lost and row.outcome != OUTCOMES[State.WAITLISTED] for row in rows)
    waiting = sum(row.is_lost for row in rows) - cancelled
    kept, promoted = sum(row.is_kept for row in rows), sum(row.is_promoted for row in rows)
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
        (kept, ngettext("%(count)s keeps its place and is told", "%(count)s keep their places and are told", kept)),
        (promoted, ngettext("%(count)s moves up from the waiting list", "%(count)s move up from the waiting list", promoted)),
    ]
    return [words % {"count": count} for count, words in parts if count]

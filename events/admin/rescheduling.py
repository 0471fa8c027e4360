"""Saving a slot or a session under its bookers: first the page that shows whom it touches, then all of it or nothing."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import clock
from content.editing.pages import lock
from content.versions.changing import REASON_LENGTH
from events.admin.sent_before import sent_before
from events.bookings import locks, rescheduling, services
from events.bookings.fields import TextField
from events.bookings.locks import lock_phones, lock_slots
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

    def __init__(self, effect: rescheduling.Effect):
        self.booking, self.notice, self.is_kept = effect.booking, effect.notice, effect.keeps_place
        self.is_promoted = is_promotion(effect)
        self.outcome = _("keeps its place") if self.is_kept else OUTCOMES[effect.state]
        self.is_lost = not self.is_kept and not self.is_promoted


def is_promotion(effect: rescheduling.Effect) -> bool:
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


class Shown(Exception):
    """Leaves the transaction of the admin's page with the page to show instead; nothing of it is kept."""

    def __init__(self, response):
        self.response = response


class TellsBookers:
    """Of a page whose rows have bookings. Existing slots and sessions are saved by `carry_out` alone."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Shown as shown:
            return shown.response

    def lock_for_edit(self, request, keys: list):
        """In the order of the booking services, who save times too; a session's own row comes before."""
        if self.model is EventSession:
            lock(EventSession.objects.filter(pk__in=keys))
        slots = TimeSlot.objects.filter(**{"session__in" if self.model is EventSession else "pk__in": keys})
        locks.lock_bookers(list(slots.values_list("pk", flat=True)), clock.now())

    def carry_out(self, request, obj, *, slots=(), sessions=(), also: AlsoShown = BOOKERS_ALONE):
        """Saves them, unless that touches bookings and nobody has confirmed what the page about it says."""
        now, actor = clock.now(), services.staff(request.user)
        change = {"now": now, "actor": actor, "slots": slots, "sessions": sessions}
        lock_bookers(slots, sessions, now)
        form = telling_form(request)
        outcome = rescheduling.preview(reason=shown_reason(form), **change)
        touches_nobody = all(map(is_promotion, outcome.effects))
        if touches_nobody and not also.seal:
            self.say_done(request, rescheduling.apply(reason="", **change))
            return
        form.fields["reason"].required = also.needs_reason or not touches_nobody
        is_same = form.is_bound and form.is_valid() and form.cleaned_data["digest"] == outcome.digest + also.seal
        if "_look" in request.POST or not is_same:
            raise Shown(self.telling_page(request, obj, form, change, outcome, also))
        for row in (*sessions, *slots):
            row._change_reason = form.cleaned_data["reason"][:REASON_LENGTH]  # their history tells it too
        self.say_done(request, rescheduling.apply(reason=form.cleaned_data["reason"], **change))

    def telling_page(self, request, obj, form, change, outcome, also):
        """The words are written with the reason typed so far."""
        digest = outcome.digest + also.seal
        is_stale = form.is_bound and "_look" not in request.POST and form.data.get(f"{PREFIX}-digest") != digest
        reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
        reason = reason or ("" if also.needs_reason else reason_given(change))
        if reason and reason != shown_reason(form):
            outcome = rescheduling.preview(reason=reason, **change)
        typed = form.data.get(f"{PREFIX}-reason", "") if form.is_bound else reason
        fresh = {"reason": typed, "shown": reason, "digest": outcome.digest + also.seal}
        rows = sorted(map(Told, outcome.effects), key=lambda row: (row.is_promoted, row.is_kept))
        context = {
            **self.admin_site.each_context(request),
            "title": also.title,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "form": TellingForm(initial=fresh, prefix=PREFIX),
            "errors": form.errors.get("reason") if form.is_bound and "_look" not in request.POST else None,
            "is_stale": is_stale,
            "needs_reason": also.needs_reason,
            "rows": rows,
            "summary": summary(rows),
            "sent": sent_before(request, without=("_look", "_confirm"), prefix=f"{PREFIX}-"),
            "may_see": request.user.has_perm("events.view_booking"),
            "is_popup": False,
            **also.context,
        }
        return TemplateResponse(request, f"admin/events/{also.template}.html", context)

    def say_done(self, request, outcome):
        if told := sum(1 for effect in outcome.effects if effect.notice):
            words = ngettext("Saved, and %(count)s booker is told.", "Saved, and %(count)s bookers are told.", told)
            self.message_user(request, words % {"count": told}, messages.SUCCESS)


def lock_bookers(slots, sessions, now):
    """Before the preview, so that nothing changes between it and the deed: phones, then slots, as everywhere."""
    of_sessions = TimeSlot.objects.filter(session__in=[session.pk for session in sessions])
    ids = {slot.pk for slot in slots} | set(of_sessions.values_list("pk", flat=True))
    individuals = Booking.objects.live().filter(slot__in=ids, kind=Booking.Kind.INDIVIDUAL)
    lock_phones(*individuals.values_list("phone", flat=True))
    lock_slots(ids, now)


def telling_form(request) -> TellingForm:
    sent = request.POST if f"{PREFIX}-digest" in request.POST else None
    return TellingForm(sent, prefix=PREFIX)


def shown_reason(form: TellingForm) -> str:
    """What stands for the reason in the words the page showed."""
    return (form.is_bound and form.data.get(f"{PREFIX}-shown", "").strip()[:200]) or _("[the reason you give]")


def reason_given(change) -> str:
    """Whoever cancels has said why already."""
    for row in (*change["sessions"], *change["slots"]):
        if row.cancelled_at and row.cancel_reason:
            return row.cancel_reason
    return ""


def summary(rows: list[Told]) -> list[str]:
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

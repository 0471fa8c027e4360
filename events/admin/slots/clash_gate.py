"""Clashes on the record pages of sessions and slots: shown before anything is saved, and saved anyway if asked for.

The page comes back like one with an error, so that nothing typed is lost. What speaks against saving is ticked as seen;
the tick is worth the clashes it stood beside and no others.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from backoffice.record_steps.edit import RecordEdit
from events.admin.slots.clash_messages import ClashSentences
from events.models import EventSession, TimeSlot
from events.programme.clashes import digest_clashes, find_clashes

SEEN = "clashes_seen"
WHEN = {"starts_at", "ends_at", "is_all_day", "session", "cancelled_at"}


class SlotClashes:
    """The slots that clash in earnest, and whether the reader has seen just these (see `backoffice.record_steps`)."""

    field = SEEN
    sentence = _("Nothing is saved yet: these times clash with others. See the top of the page.")

    def __init__(self, slots: Sequence[TimeSlot], request):
        found = [[clash for clash in clashes if not clash.is_mild] for clashes in find_clashes(slots)]
        words = ClashSentences(request.user)
        self.rows = [(slot, list(map(words, clashes))) for slot, clashes in zip(slots, found, strict=True) if clashes]
        self.seal = digest_clashes(slots, found)
        self.is_seen = request.POST.get(SEEN) == self.seal

    @property
    def is_open_question(self) -> bool:
        return bool(self.rows) and not self.is_seen


def find_slot_clashes(edit: RecordEdit) -> SlotClashes | None:
    """Of a slot's own page, with what was typed as far as it is understood."""
    cleaned, instance = getattr(edit.form, "cleaned_data", {}), edit.form.instance
    if any(not cleaned.get(name) for name in ("session", "starts_at", "ends_at")):
        return None
    is_gone = cleaned.get("cancelled_at") or cleaned["session"].is_cancelled
    if is_gone or (instance.pk and not WHEN & set(edit.form.changed_data)):
        return None
    names = ("session", "starts_at", "ends_at", "is_all_day")
    return SlotClashes([TimeSlot(pk=instance.pk, **{name: cleaned[name] for name in names})], edit.request)


def find_session_clashes(edit: RecordEdit) -> SlotClashes | None:
    """Of a session: its new and changed slots, and all of them when the session goes elsewhere."""
    session = edit.form.instance
    if session.venue_id is None or session.is_cancelled:
        return None
    rows = [form for formset in edit.formsets if formset.model is TimeSlot for form in sound_rows(formset)]
    slots = [form.instance for form in rows if not form.instance.pk or WHEN & set(form.changed_data)]
    if has_new_venue_or_presenter(session):
        on_page = {slot.pk for slot in slots}
        slots += session.slots.exclude(pk__in=on_page - {None}).order_by("starts_at", "pk")
    for slot in slots:
        slot.session = session
    return SlotClashes([slot for slot in slots if slot.cancelled_at is None], edit.request)


def sound_rows(formset) -> list:
    return [
        form
        for form in formset.forms
        if form.is_bound and not form.errors and form.has_changed() and form not in formset.deleted_forms
    ]


def has_new_venue_or_presenter(session: EventSession) -> bool:
    """Whether the stored row has another venue or presenter, or was cancelled."""
    same = {"venue": session.venue_id, "presenter_name": session.presenter_name, "cancelled_at": None}
    return session.pk is not None and not EventSession.objects.filter(pk=session.pk, **same).exists()

"""Clashes on the record pages of sessions and slots: shown before anything is saved, and saved anyway once confirmed.

The page comes back like one with an error, so that no input is lost. A check box beside the clashes confirms them; its
value is their digest, so it does not confirm clashes that were not shown.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from backoffice.record_steps.edit import RecordEdit
from events.admin.slots.clash_messages import ClashSentences
from events.models import EventSession, TimeSlot
from events.programme.clashes import digest_clashes, find_clashes

CLASHES_SEEN_FIELD = "clashes_seen"
FIELDS_THAT_CAN_CLASH = {"starts_at", "ends_at", "is_all_day", "session", "cancelled_at"}


class SlotClashes:
    """The slots with clashes that are not mild, and whether the user has confirmed exactly these.

    Fulfils `Clashes` of backoffice/record_steps/show_consequences.py. `rows`: pairs of a slot and its sentences.
    """

    field = CLASHES_SEEN_FIELD
    sentence = _("Nothing is saved yet: these time slots clash with others. See the top of the page.")

    def __init__(self, slots: Sequence[TimeSlot], request):
        found = [[clash for clash in clashes if not clash.is_mild] for clashes in find_clashes(slots)]
        describe = ClashSentences(request.user)
        self.rows = [(slot, list(map(describe, clashes))) for slot, clashes in zip(slots, found, strict=True) if clashes]
        self.digest = digest_clashes(slots, found)
        self.is_seen = request.POST.get(CLASHES_SEEN_FIELD) == self.digest

    @property
    def is_open_question(self) -> bool:
        return bool(self.rows) and not self.is_seen


def find_slot_clashes(edit: RecordEdit) -> SlotClashes | None:
    """Return the clashes of the slot as it was sent; None if its times are incomplete, unchanged or cancelled."""
    cleaned, instance = getattr(edit.form, "cleaned_data", {}), edit.form.instance
    if any(not cleaned.get(name) for name in ("session", "starts_at", "ends_at")):
        return None
    is_cancelled = cleaned.get("cancelled_at") or cleaned["session"].is_cancelled
    if is_cancelled or (instance.pk and not FIELDS_THAT_CAN_CLASH & set(edit.form.changed_data)):
        return None
    names = ("session", "starts_at", "ends_at", "is_all_day")
    return SlotClashes([TimeSlot(pk=instance.pk, **{name: cleaned[name] for name in names})], edit.request)


def find_session_clashes(edit: RecordEdit) -> SlotClashes | None:
    """Return the clashes of the new and changed slots; of all slots if the session has a new venue or presenter."""
    session = edit.form.instance
    if session.venue_id is None or session.is_cancelled:
        return None
    rows = [form for formset in edit.formsets if formset.model is TimeSlot for form in valid_changed_forms(formset)]
    slots = [form.instance for form in rows if not form.instance.pk or FIELDS_THAT_CAN_CLASH & set(form.changed_data)]
    if has_new_venue_or_presenter(session):
        on_page = {slot.pk for slot in slots}
        slots += session.slots.exclude(pk__in=on_page - {None}).order_by("starts_at", "pk")
    for slot in slots:
        slot.session = session
    return SlotClashes([slot for slot in slots if slot.cancelled_at is None], edit.request)


def valid_changed_forms(formset) -> list:
    return [
        form
        for form in formset.forms
        if form.is_bound and not form.errors and form.has_changed() and form not in formset.deleted_forms
    ]


def has_new_venue_or_presenter(session: EventSession) -> bool:
    """Return whether the stored row has another venue or presenter, or is cancelled."""
    same = {"venue": session.venue_id, "presenter_name": session.presenter_name, "cancelled_at": None}
    return session.pk is not None and not EventSession.objects.filter(pk=session.pk, **same).exists()

"""Clashes on the ordinary pages of sessions and slots: shown before anything is saved, and saved anyway if asked for.

The page comes back like one with an error, so that nothing typed is lost. What speaks against saving is ticked as seen;
the tick is worth the clashes it stood beside and no others.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from events.admin.clash_words import ClashWords
from events.admin.slots import TimeSlotForm
from events.clashes import find_clashes, seal
from events.models import EventSession, TimeSlot

SEEN = "clashes_seen"
WHEN = {"starts_at", "ends_at", "is_all_day", "session", "cancelled_at"}
CLASHES = _("Nothing is saved yet: these times clash with others. See the top of the page.")


class Gate:
    """What a form found: the slots that clash in earnest, and whether the reader has seen just these."""

    def __init__(self, slots: Sequence[TimeSlot], data):
        found = [[clash for clash in clashes if not clash.is_mild] for clashes in find_clashes(slots)]
        self.rows = [(slot, clashes) for slot, clashes in zip(slots, found, strict=True) if clashes]
        self.seal = seal(slots, found)
        self.is_seen = data.get(SEEN) == self.seal

    @property
    def is_shut(self) -> bool:
        return bool(self.rows) and not self.is_seen


class OneSlotForm(TimeSlotForm):
    """Of a slot's own page; on its session's page the form set looks for clashes of all slots at once."""

    gate: Gate | None = None

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.is_alone(cleaned):
            self.gate = Gate([self.as_typed(cleaned)], self.data)
            if self.gate.is_shut:
                raise ValidationError(CLASHES, code="clashes")
        return cleaned

    def is_alone(self, cleaned) -> bool:
        """Whether nothing was changed that could bring it into a clash."""
        gone = cleaned.get("cancelled_at") or cleaned["session"].is_cancelled
        return bool(gone or (self.instance.pk and not WHEN & set(self.changed_data)))

    def as_typed(self, cleaned) -> TimeSlot:
        names = ("session", "starts_at", "ends_at", "is_all_day")
        return TimeSlot(pk=self.instance.pk, **{name: cleaned[name] for name in names})


class GatedFormSet(BaseInlineFormSet):
    """Of a session's page: its new and changed slots, and all of them when the session goes elsewhere."""

    gate: Gate | None = None

    def clean(self):
        super().clean()
        if any(self.errors) or self.instance.venue_id is None or self.instance.is_cancelled:
            return
        self.gate = Gate(self.slots_in_question(), self.data)
        if self.gate.is_shut:
            raise ValidationError(CLASHES, code="clashes")

    def slots_in_question(self) -> list[TimeSlot]:
        is_elsewhere = wants_something_else(self.instance)
        forms = [form for form in self.forms if form not in self.deleted_forms and (form.instance.pk or form.has_changed())]
        slots = [form.instance for form in forms if is_elsewhere or not form.instance.pk or WHEN & set(form.changed_data)]
        for slot in slots:
            slot.session = self.instance
        return [slot for slot in slots if slot.cancelled_at is None]


def wants_something_else(session: EventSession) -> bool:
    """Whether the stored row has another venue or presenter, or was cancelled."""
    same = {"venue": session.venue_id, "presenter_name": session.presenter_name, "cancelled_at": None}
    return session.pk is not None and not EventSession.objects.filter(pk=session.pk, **same).exists()


class ShowsClashes:
    """Of the page: the box at its top."""

    def render_change_form(self, request, context, *args, **kwargs):
        asked = [context["adminform"].form, *(inline.formset for inline in context["inline_admin_formsets"])]
        gates = [gate for form in asked if (gate := getattr(form, "gate", None)) and gate.rows]
        words = ClashWords(request.user) if gates else None
        context["clashes_seen"] = SEEN
        context["clash_boxes"] = [
            {
                "seal": gate.seal,
                "is_seen": gate.is_seen,
                "rows": [(slot, [words(clash) for clash in clashes]) for slot, clashes in gate.rows],
            }
            for gate in gates
        ]
        return super().render_change_form(request, context, *args, **kwargs)

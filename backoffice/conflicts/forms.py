"""Forms that know what their page showed when it was opened, and stop where somebody else has saved since."""

from django import forms
from django.utils.translation import gettext as _

from backoffice.conflicts import post_data
from backoffice.conflicts.conflict import CHOICE_PREFIX, UNKNOWN, Conflict, ThreeWayValues, describe_conflict_sides, last_saved_by
from backoffice.conflicts.snapshot import SnapshotRows, conflict_checked_fields, normalise_value


class ConflictCheckedForm:
    """`opened` are the values shown then, by the record's key; `answers` what was sent with the page."""

    opened: SnapshotRows = {}
    answers: dict = {}
    conflicts: tuple[Conflict, ...] | list[Conflict] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in conflict_checked_fields(self) if self.is_bound and self.instance.pk else ():
            if self.answer(name) == "theirs":
                self.data = post_data.replace_with_stored_value(self.data, self, name)

    def answer(self, name: str) -> str:
        return self.answers.get(CHOICE_PREFIX + self.add_prefix(name), "")

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.instance.pk and not self.is_marked_for_deletion():
            self.conflicts = [self.conflict(name, three) for name, three in self.iter_three_way_values() if three.is_conflict]
            self.add_conflict_error(self.conflicts)

    def is_marked_for_deletion(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get(forms.formsets.DELETION_FIELD_NAME))

    def add_conflict_error(self, conflicts):
        if conflicts:
            sentence = _("Meanwhile somebody else saved this: %(who)s. See what differs, then save again.")
            self.add_error(None, sentence % {"who": conflicts[0].who})

    def iter_three_way_values(self):
        opened = self.opened.get(str(self.instance.pk), {})
        cleaned = getattr(self, "cleaned_data", {})
        for name in conflict_checked_fields(self):
            mine = cleaned.get(name, UNKNOWN)
            typed = self.data.getlist(self.add_prefix(name))
            yield name, ThreeWayValues(opened=opened.get(name, UNKNOWN), theirs=self.initial[name], mine=mine, typed=typed)

    def conflict(self, name: str, values: ThreeWayValues) -> Conflict:
        theirs, mine = describe_conflict_sides(self._meta.model._meta.get_field(name), values)
        return Conflict(
            name=self.add_prefix(name),
            label=theirs.label,
            who=last_saved_by(self._meta.model, self.instance.pk),
            theirs=theirs,
            mine=mine,
            is_touched=values.is_touched,
        )

    def is_changed_by_others(self) -> bool:
        opened = self.opened.get(str(self.instance.pk), {})
        return any(normalise_value(self.initial[name]) != opened.get(name, UNKNOWN) for name in conflict_checked_fields(self))


class ConflictCheckedRowForm(ConflictCheckedForm):
    """Of a list: what one has not touched is left as the others made it, without a word."""

    def full_clean(self):
        forms.ModelForm.full_clean(self)
        for name, three in self.iter_three_way_values() if self.is_bound and self.instance.pk else ():
            if three.is_conflict and three.is_touched:
                self.add_error(name, self.sentence(name, three))
            elif three.is_conflict:
                self.data = post_data.replace_with_stored_value(self.data, self, name)
                self.cleaned_data[name] = self.fields[name].clean(three.theirs)
                self.__dict__.pop("changed_data", None)

    def sentence(self, name: str, values: ThreeWayValues) -> str:
        conflict = self.conflict(name, values)
        stored = "".join(piece.text for piece in conflict.theirs.pieces if piece.kind != "del")
        return _("Meanwhile saved as “%(stored)s” (%(who)s). Save again to put yours there.") % {
            "stored": stored or "—",
            "who": conflict.who,
        }


def conflict_checked_form(form: type[forms.ModelForm], base: type, opened: SnapshotRows, answers) -> type[forms.ModelForm]:
    return type(form.__name__, (base, form), {"opened": opened, "answers": answers})

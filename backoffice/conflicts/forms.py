"""Forms that compare their values with the snapshot of the page and report conflicts as errors."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backoffice.conflicts.conflict import (
    CHOICE_PREFIX,
    UNKNOWN,
    Conflict,
    ThreeWayValues,
    convert_to_stored,
    describe_conflict_sides,
    last_saved_by,
)
from backoffice.conflicts.post_data import replace_with_value
from backoffice.conflicts.snapshot import SnapshotRows, conflict_checked_fields, normalise_value

CONFLICT_CODE = "conflict"  # of errors that are no mistake of the user


class ConflictCheckedForm:
    """Mixin for a model form. A conflict is an error until the user has chosen a side.

    `opened` are the snapshot's values by primary key; `post_data` has the choices (`CHOICE_PREFIX` and the field's name).
    `waiting` are values that wait for approval: to whom the page shows them, they stand in place of the stored ones.
    """

    opened: SnapshotRows = {}
    waiting: SnapshotRows = {}
    post_data: dict = {}
    conflicts: tuple[Conflict, ...] | list[Conflict] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in conflict_checked_fields(self) if self.is_bound and self.instance.pk else ():
            if self.chosen_side(name) == "theirs":
                self.data = replace_with_value(self.data, self, name, self.current_value(name))

    def current_value(self, name: str):
        """Return the value that a page opened now would show."""
        waiting = self.waiting.get(str(self.instance.pk), {})
        if name in waiting:
            return convert_to_stored(self._meta.model._meta.get_field(name), waiting[name])
        return self.get_initial_for_field(self.fields[name], name)

    def chosen_side(self, name: str) -> str:
        return self.post_data.get(CHOICE_PREFIX + self.add_prefix(name), "")

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.instance.pk and not self.is_marked_for_deletion():
            self.conflicts = [
                self.build_conflict(name, values) for name, values in self.iter_three_way_values() if values.is_conflict
            ]
            self.add_conflict_error(self.conflicts)

    def is_marked_for_deletion(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get(forms.formsets.DELETION_FIELD_NAME))

    def add_conflict_error(self, conflicts):
        if conflicts:
            sentence = _("Meanwhile somebody else saved this: %(who)s. See what differs, then save again.")
            self.add_error(None, ValidationError(sentence % {"who": conflicts[0].who}, code=CONFLICT_CODE))

    def iter_three_way_values(self):
        opened = self.opened.get(str(self.instance.pk), {})
        cleaned = getattr(self, "cleaned_data", {})
        for name in conflict_checked_fields(self):
            mine = cleaned.get(name, UNKNOWN)
            typed = self.data.getlist(self.add_prefix(name))
            yield name, ThreeWayValues(opened=opened.get(name, UNKNOWN), theirs=self.current_value(name), mine=mine, typed=typed)

    def build_conflict(self, name: str, values: ThreeWayValues) -> Conflict:
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
        return any(
            normalise_value(self.current_value(name)) != opened.get(name, UNKNOWN) for name in conflict_checked_fields(self)
        )


class ConflictCheckedRowForm(ConflictCheckedForm):
    """The form of a row of an editable list: a field this user has not touched silently keeps what others saved."""

    def full_clean(self):
        forms.ModelForm.full_clean(self)
        for name, values in self.iter_three_way_values() if self.is_bound and self.instance.pk else ():
            if values.is_conflict and values.is_touched:
                self.add_error(name, self.conflict_message(name, values))
            elif values.is_conflict:
                self.data = replace_with_value(self.data, self, name, values.theirs)
                self.cleaned_data[name] = self.fields[name].clean(values.theirs)
                self.__dict__.pop("changed_data", None)

    def conflict_message(self, name: str, values: ThreeWayValues) -> str:
        conflict = self.build_conflict(name, values)
        stored = "".join(piece.text for piece in conflict.theirs.pieces if piece.kind != "del")
        return _("Meanwhile saved as “%(stored)s” (%(who)s). Save again to put yours there.") % {
            "stored": stored or "—",
            "who": conflict.who,
        }


def conflict_checked_form(
    form: type[forms.ModelForm], base: type, opened: SnapshotRows, post_data, waiting: SnapshotRows | None = None
) -> type[forms.ModelForm]:
    return type(form.__name__, (base, form), {"opened": opened, "post_data": post_data, "waiting": waiting or {}})

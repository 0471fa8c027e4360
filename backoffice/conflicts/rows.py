"""Inline formsets that report rows which somebody else has changed or deleted while the page was open."""

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _

from backoffice.conflicts.conflict import CHOICE_PREFIX, UNKNOWN, Conflict, last_saved_by
from backoffice.conflicts.forms import CONFLICT_CODE, ConflictCheckedForm, conflict_checked_form
from backoffice.conflicts.post_data import read_form_count, reorder_formset_rows
from backoffice.conflicts.snapshot import SnapshotRows, normalise_value


class ConflictCheckedFormSet:
    """Mixin for an inline formset.

    A row that somebody else deleted is dropped if this user has not touched it; if changed here, it becomes a row to add
    and a conflict to decide. `opened` and `post_data` are those of `ConflictCheckedForm`.
    """

    opened: SnapshotRows = {}
    post_data: dict = {}
    unchecked_form: type  # the form of a row without the check for conflicts

    def __init__(self, data=None, files=None, **kwargs):
        self.conflicts: list[Conflict] = []
        self.lost_keys: list[str] = []
        self.prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None:
            data = self.drop_deleted_rows(data, kwargs["queryset"].filter(**{self.fk.name: kwargs["instance"]}))
        super().__init__(data=data, files=files, **kwargs)

    def drop_deleted_rows(self, data, rows):
        key, remaining, added = self.model._meta.pk.name, [], []
        existing = {str(pk) for pk in rows.values_list("pk", flat=True)}
        initial = read_form_count(data, f"{self.prefix}-INITIAL_FORMS")
        for number in range(read_form_count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if number >= initial:
                added += [number] if self.post_data.get(CHOICE_PREFIX + name) != "theirs" else []
            elif not pk or pk in existing:
                remaining.append(number)
            elif self.is_touched(data, name, pk):
                added.append(number)
                self.lost_keys.append(pk)
            # else somebody deleted a row that was not touched here
        if len(remaining) + len(added) == read_form_count(data, f"{self.prefix}-TOTAL_FORMS") and not self.lost_keys:
            return data
        data = reorder_formset_rows(data, self.prefix, remaining, added)
        self.add_deletion_conflicts(data, len(remaining))
        return data

    def is_touched(self, data, name: str, pk: str) -> bool:
        if data.get(f"{name}-{DELETION_FIELD_NAME}"):
            return False
        form = self.unchecked_form(data, prefix=name)
        form.full_clean()
        opened = self.opened.get(pk, {})
        return any(normalise_value(form.cleaned_data.get(field, UNKNOWN)) != value for field, value in opened.items())

    def add_deletion_conflicts(self, data, first: int):
        key = self.model._meta.pk.name
        for number in range(first, read_form_count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if pk in self.lost_keys:
                data[f"{name}-{key}"] = ""
                self.conflicts.append(
                    Conflict(
                        name=name,
                        label=str(self.model._meta.verbose_name),
                        who=last_saved_by(self.model, pk),
                        theirs=_("Deleted"),
                        mine=_("Changed; is added again as a new row"),
                    )
                )

    def clean(self):
        super().clean()
        for form in self.initial_forms:
            is_conflict = form.instance.pk and form.is_marked_for_deletion() and form.is_changed_by_others()
            if is_conflict and self.post_data.get(CHOICE_PREFIX + form.prefix) != "mine":
                self.conflicts.append(self.build_deletion_conflict(form))
        if self.conflicts:
            raise ValidationError(self.conflict_message(), code=CONFLICT_CODE)

    def build_deletion_conflict(self, form) -> Conflict:
        conflicts = [
            form.build_conflict(name, values)
            for name, values in form.iter_three_way_values()
            if normalise_value(values.theirs) != values.opened
        ]
        return Conflict(
            name=form.prefix,
            label=f"{self.model._meta.verbose_name} {form.instance}",
            who=conflicts[0].who,
            theirs=_("Changed: %(fields)s") % {"fields": "、".join(conflict.label for conflict in conflicts)},
            mine=_("Deleted"),
        )

    def conflict_message(self) -> str:
        message = _("Meanwhile somebody else changed or deleted rows: %(who)s. See what differs, then save again.")
        return message % {"who": self.conflicts[0].who}


def conflict_checked_formset(formset: type, opened: SnapshotRows, post_data, waiting: SnapshotRows) -> type:
    form = conflict_checked_form(formset.form, ConflictCheckedForm, opened, post_data, waiting)
    attributes = {"form": form, "unchecked_form": formset.form, "opened": opened, "post_data": post_data}
    return type(formset.__name__, (ConflictCheckedFormSet, formset), attributes)

"""Rows on the page of another record, of which somebody else may have deleted some meanwhile."""

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _

from backoffice.conflicts import post_data
from backoffice.conflicts.conflict import CHOICE_PREFIX, UNKNOWN, Conflict, last_saved_by
from backoffice.conflicts.forms import ConflictCheckedForm, conflict_checked_form
from backoffice.conflicts.snapshot import SnapshotRows, normalise_value


class ConflictCheckedFormSet:
    """A row that is gone is dropped if untouched; one that was changed here becomes a row to add, and is asked about."""

    opened: SnapshotRows = {}
    answers: dict = {}
    unguarded: type  # the form of a row, as it was before it was guarded

    def __init__(self, data=None, files=None, **kwargs):
        self.conflicts: list[Conflict] = []
        self.lost: list[str] = []
        self.prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None:
            data = self.drop_deleted_rows(data, kwargs["queryset"].filter(**{self.fk.name: kwargs["instance"]}))
        super().__init__(data=data, files=files, **kwargs)

    def drop_deleted_rows(self, data, rows):
        key, stay, add = self.model._meta.pk.name, [], []
        living = {str(pk) for pk in rows.values_list("pk", flat=True)}
        initial = post_data.read_form_count(data, f"{self.prefix}-INITIAL_FORMS")
        for number in range(post_data.read_form_count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if number >= initial:
                add += [number] if self.answers.get(CHOICE_PREFIX + name) != "theirs" else []
            elif not pk or pk in living:
                stay.append(number)
            elif self.is_touched(data, name, pk):
                add.append(number)
                self.lost.append(pk)
            # else somebody deleted what was only shown here
        if len(stay) + len(add) == post_data.read_form_count(data, f"{self.prefix}-TOTAL_FORMS") and not self.lost:
            return data
        data = post_data.reorder_formset_rows(data, self.prefix, stay, add)
        self.add_deletion_conflicts(data, len(stay))
        return data

    def is_touched(self, data, name: str, pk: str) -> bool:
        if data.get(f"{name}-{DELETION_FIELD_NAME}"):
            return False
        form = self.unguarded(data, prefix=name)
        form.full_clean()
        opened = self.opened.get(pk, {})
        return any(normalise_value(form.cleaned_data.get(field, UNKNOWN)) != was for field, was in opened.items())

    def add_deletion_conflicts(self, data, first: int):
        key = self.model._meta.pk.name
        for number in range(first, post_data.read_form_count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if pk in self.lost:
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
            is_asked = form.instance.pk and form.is_marked_for_deletion() and form.is_changed_by_others()
            if is_asked and self.answers.get(CHOICE_PREFIX + form.prefix) != "mine":
                self.conflicts.append(self.deletion_conflict(form))
        if self.conflicts:
            raise ValidationError(self.sentence())

    def deletion_conflict(self, form) -> Conflict:
        values = [
            form.conflict(name, three)
            for name, three in form.iter_three_way_values()
            if normalise_value(three.theirs) != three.opened
        ]
        return Conflict(
            name=form.prefix,
            label=f"{self.model._meta.verbose_name} {form.instance}",
            who=values[0].who,
            theirs=_("Changed: %(fields)s") % {"fields": "、".join(value.label for value in values)},
            mine=_("Deleted"),
        )

    def sentence(self) -> str:
        words = _("Meanwhile somebody else changed or deleted rows: %(who)s. See what differs, then save again.")
        return words % {"who": self.conflicts[0].who}


def conflict_checked_formset(formset: type, opened: SnapshotRows, answers) -> type:
    form = conflict_checked_form(formset.form, ConflictCheckedForm, opened, answers)
    own = {"form": form, "unguarded": formset.form, "opened": opened, "answers": answers}
    return type(formset.__name__, (ConflictCheckedFormSet, formset), own)

"""Rows on the page of another record, of which somebody else may have deleted some meanwhile."""

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _

from backoffice.conflicts import post_data
from backoffice.conflicts.conflict import TAKE, UNKNOWN, Conflict, who_saved
from backoffice.conflicts.forms import GuardedForm, guarded_form
from backoffice.conflicts.snapshot import Rows, plain


class GuardedFormSet:
    """A row that is gone is dropped if untouched; one that was changed here becomes a row to add, and is asked about."""

    opened: Rows = {}
    answers: dict = {}
    unguarded: type  # the form of a row, as it was before it was guarded

    def __init__(self, data=None, files=None, **kwargs):
        self.conflicts: list[Conflict] = []
        self.lost: list[str] = []
        self.prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None:
            data = self.without_lost(data, kwargs["queryset"].filter(**{self.fk.name: kwargs["instance"]}))
        super().__init__(data=data, files=files, **kwargs)

    def without_lost(self, data, rows):
        key, stay, add = self.model._meta.pk.name, [], []
        living = {str(pk) for pk in rows.values_list("pk", flat=True)}
        initial = post_data.count(data, f"{self.prefix}-INITIAL_FORMS")
        for number in range(post_data.count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if number >= initial:
                add += [number] if self.answers.get(TAKE + name) != "theirs" else []
            elif not pk or pk in living:
                stay.append(number)
            elif self.is_touched(data, name, pk):
                add.append(number)
                self.lost.append(pk)
            # else somebody deleted what was only shown here
        if len(stay) + len(add) == post_data.count(data, f"{self.prefix}-TOTAL_FORMS") and not self.lost:
            return data
        data = post_data.rows_in_order(data, self.prefix, stay, add)
        self.ask_about_lost(data, len(stay))
        return data

    def is_touched(self, data, name: str, pk: str) -> bool:
        if data.get(f"{name}-{DELETION_FIELD_NAME}"):
            return False
        form = self.unguarded(data, prefix=name)
        form.full_clean()
        opened = self.opened.get(pk, {})
        return any(plain(form.cleaned_data.get(field, UNKNOWN)) != was for field, was in opened.items())

    def ask_about_lost(self, data, first: int):
        key = self.model._meta.pk.name
        for number in range(first, post_data.count(data, f"{self.prefix}-TOTAL_FORMS")):
            name = f"{self.prefix}-{number}"
            pk = data.get(f"{name}-{key}", "")
            if pk in self.lost:
                data[f"{name}-{key}"] = ""
                self.conflicts.append(
                    Conflict(
                        name=name,
                        label=str(self.model._meta.verbose_name),
                        who=who_saved(self.model, pk),
                        theirs=_("Deleted"),
                        mine=_("Changed; is added again as a new row"),
                    )
                )

    def clean(self):
        super().clean()
        for form in self.initial_forms:
            is_asked = form.instance.pk and form.is_to_go() and form.is_changed_by_others()
            if is_asked and self.answers.get(TAKE + form.prefix) != "mine":
                self.conflicts.append(self.deleted_though_changed(form))
        if self.conflicts:
            raise ValidationError(self.sentence())

    def deleted_though_changed(self, form) -> Conflict:
        values = [form.conflict(name, three) for name, three in form.compared() if plain(three.theirs) != three.opened]
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


def guarded_formset(formset: type, opened: Rows, answers) -> type:
    form = guarded_form(formset.form, GuardedForm, opened, answers)
    own = {"form": form, "unguarded": formset.form, "opened": opened, "answers": answers}
    return type(formset.__name__, (GuardedFormSet, formset), own)

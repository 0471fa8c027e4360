"""Forms that know what their page showed when it was opened, and stop where somebody else has saved since."""

from django import forms
from django.utils.translation import gettext as _

from backoffice.conflicts import post_data
from backoffice.conflicts.conflict import TAKE, UNKNOWN, Conflict, Values, in_words, who_saved
from backoffice.conflicts.snapshot import Rows, guarded, plain


class GuardedForm:
    """`opened` are the values shown then, by the record's key; `answers` what was sent with the page."""

    opened: Rows = {}
    answers: dict = {}
    conflicts: tuple[Conflict, ...] | list[Conflict] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in guarded(self) if self.is_bound and self.instance.pk else ():
            if self.answer(name) == "theirs":
                self.data = post_data.with_stored_value(self.data, self, name)

    def answer(self, name: str) -> str:
        return self.answers.get(TAKE + self.add_prefix(name), "")

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.instance.pk and not self.is_to_go():
            self.conflicts = [self.conflict(name, three) for name, three in self.compared() if three.is_conflict]
            self.object_to(self.conflicts)

    def is_to_go(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get(forms.formsets.DELETION_FIELD_NAME))

    def object_to(self, conflicts):
        if conflicts:
            sentence = _("Meanwhile somebody else saved this: %(who)s. See what differs, then save again.")
            self.add_error(None, sentence % {"who": conflicts[0].who})

    def compared(self):
        opened = self.opened.get(str(self.instance.pk), {})
        cleaned = getattr(self, "cleaned_data", {})
        for name in guarded(self):
            mine = cleaned.get(name, UNKNOWN)
            typed = self.data.getlist(self.add_prefix(name))
            yield name, Values(opened=opened.get(name, UNKNOWN), theirs=self.initial[name], mine=mine, typed=typed)

    def conflict(self, name: str, values: Values) -> Conflict:
        theirs, mine = in_words(self._meta.model._meta.get_field(name), values)
        return Conflict(
            name=self.add_prefix(name),
            label=theirs.label,
            who=who_saved(self._meta.model, self.instance.pk),
            theirs=theirs,
            mine=mine,
            is_touched=values.is_touched,
        )

    def is_changed_by_others(self) -> bool:
        opened = self.opened.get(str(self.instance.pk), {})
        return any(plain(self.initial[name]) != opened.get(name, UNKNOWN) for name in guarded(self))


class GuardedRowForm(GuardedForm):
    """Of a list: what one has not touched is left as the others made it, without a word."""

    def full_clean(self):
        forms.ModelForm.full_clean(self)
        for name, three in self.compared() if self.is_bound and self.instance.pk else ():
            if three.is_conflict and three.is_touched:
                self.add_error(name, self.sentence(name, three))
            elif three.is_conflict:
                self.data = post_data.with_stored_value(self.data, self, name)
                self.cleaned_data[name] = self.fields[name].clean(three.theirs)
                self.__dict__.pop("changed_data", None)

    def sentence(self, name: str, values: Values) -> str:
        conflict = self.conflict(name, values)
        stored = "".join(piece.text for piece in conflict.theirs.pieces if piece.kind != "del")
        return _("Meanwhile saved as “%(stored)s” (%(who)s). Save again to put yours there.") % {
            "stored": stored or "—",
            "who": conflict.who,
        }


def guarded_form(form: type[forms.ModelForm], base: type, opened: Rows, answers) -> type[forms.ModelForm]:
    return type(form.__name__, (base, form), {"opened": opened, "answers": answers})

"""What waits, laid beside what the record holds now, word by word. Each part has a key that remarks and decisions name:
the name of a field, or `rows:` and the prefix of a formset.
"""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.conflicts.conflict import convert_to_stored
from backoffice.conflicts.snapshot import normalise_value
from backoffice.history_pages.changes import FieldChange, build_field_change
from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.text_diff import DiffPiece
from backoffice.proposals.form_values import rows_key
from backoffice.review.models import ReviewRemark


@dataclass(kw_only=True)
class ReviewItem:
    key: str
    label: str
    changes: list[FieldChange] = field(default_factory=list)
    remarks: list[ReviewRemark] = field(default_factory=list)
    typed: str = ""  # a remark that was sent with a page that comes back
    is_chosen: bool = True  # to be adopted: all of it, until a page comes back on which less was ticked

    @property
    def element_id(self) -> str:
        return "review-" + (self.key.replace(":", "-") or "all")


def list_review_items(form, formsets, data: dict) -> list[ReviewItem]:
    """Return what differs between the record and the values that wait, in the order of the form."""
    waiting = data.get("fields", {})
    items = [compare_field(form, name, waiting[name]["now"]) for name in form.fields if name in waiting]
    for formset in formsets:
        rows = data.get("rows", {}).get(formset.prefix, {})
        if changes := list(compare_rows(formset, rows)):
            label = str(formset.model._meta.verbose_name_plural)
            items.append(ReviewItem(key=rows_key(formset), label=capfirst(label), changes=changes))
    return [item for item in items if item.changes]


def compare_field(form, name: str, waiting) -> ReviewItem:
    model_field = form._meta.model._meta.get_field(name)
    label = capfirst(str(form.fields[name].label or field_label(model_field)))
    stored = stored_value(form, name)
    changes = [] if normalise_value(stored) == normalise_value(waiting) else [compare_values(model_field, stored, waiting)]
    return ReviewItem(key=name, label=label, changes=changes)


def stored_value(form, name: str):
    return getattr(form, "as_stored", form.initial).get(name)


def compare_values(model_field, stored, waiting, label: str = "") -> FieldChange:
    values = [convert_to_stored(model_field, value) for value in (stored, waiting)]
    names = RecordNames()
    if model_field.is_relation:
        for value in values:
            names.request_keys(model_field.remote_field.model, value if model_field.many_to_many else [value or None])
        names.load_names()
    return build_field_change(label, *(display_value(model_field, value, names) for value in values))


def compare_rows(formset, rows: dict):
    """Yield one change for each changed field of a row, and one for each row that is to be added or deleted."""
    kind, model = capfirst(str(formset.model._meta.verbose_name)), formset.model._meta
    for form in formset.initial_forms:
        key = str(form.instance.pk)
        name = f"{kind} {form.instance}"
        if key in rows.get("deleted", []):
            yield FieldChange(label=_("%(row)s: deleted") % {"row": kind}, pieces=[DiffPiece("del", str(form.instance))])
            continue
        for field_name, value in rows.get("changed", {}).get(key, {}).items():
            model_field, stored = model.get_field(field_name), stored_value(form, field_name)
            if normalise_value(stored) != normalise_value(value["now"]):
                yield compare_values(model_field, stored, value["now"], f"{name}: {field_label(model_field)}")
    for row in rows.get("added", []):
        yield FieldChange(label=_("%(row)s: new") % {"row": kind}, pieces=[DiffPiece("ins", describe_new_row(model, row))])


def describe_new_row(model, row: dict) -> str:
    lines = []
    for name, value in row.items():
        model_field = model.get_field(name)
        if value in ("", [], None) or name in ("status", "source"):
            continue
        lines.append(f"{field_label(model_field)}: {read_plain(compare_values(model_field, '', value))}")
    return "\n".join(lines)


def read_plain(change: FieldChange) -> str:
    pieces = [piece for item in (change.items or [change.pieces]) for piece in item if piece.kind != "del"]
    return "、".join(piece.text for piece in pieces) if change.items else "".join(piece.text for piece in pieces)

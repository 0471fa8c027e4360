"""The values of a proposal, each with the value it replaces: read from a submitted form, and filled into a form.

`data` is {"fields": {name: {"was", "now"}}, "rows": {prefix: {"changed": {key: fields}, "deleted": [key], "added": [values]}}},
with values as `backoffice.conflicts.snapshot.normalise_value` makes them.
What is not in it was not proposed, and keeps its stored value.
"""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from backoffice.conflicts.conflict import Conflict, ThreeWayValues, convert_to_stored, describe_conflict_sides, last_saved_by
from backoffice.conflicts.snapshot import normalise_value
from backoffice.proposals.models import ProposedChange

DESCRIPTION_MAX_LENGTH = 600  # characters
State = ProposedChange.State
CHOICE_OFFERED_FIELD, ADOPTED_FIELD = "adopt_choice", "adopt"  # what of a proposal is adopted, where the page lets one choose


def read_proposed_data(form, names: list[str], formsets: list) -> dict:
    rows = {formset.prefix: read_proposed_rows(formset) for formset in formsets}
    return {"fields": read_proposed_fields(form, names), "rows": rows}


def read_proposed_fields(form, names) -> dict:
    return {
        name: {"was": normalise_value(form.initial.get(name)), "now": normalise_value(form.cleaned_data.get(name))}
        for name in names
        if is_proposable(form, name)
    }


def is_proposable(form, name: str) -> bool:
    """Return whether the field can be part of a proposal: a field of the model, but no file, no key and no inline's parent."""
    try:
        model_field = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    is_parent_link = isinstance(form.fields.get(name), InlineForeignKeyField)
    return not (is_parent_link or isinstance(model_field, models.FileField) or getattr(model_field, "primary_key", False))


def read_proposed_rows(formset) -> dict:
    deleted = set(formset.deleted_forms)
    kept_forms = [form for form in formset.forms if form.has_changed() and form not in deleted]
    return {
        "changed": {
            str(form.instance.pk): read_proposed_fields(form, form.changed_data)
            for form in kept_forms
            if form in formset.initial_forms
        },
        "deleted": [str(form.instance.pk) for form in formset.initial_forms if form in deleted],
        "added": [
            {name: normalise_value(value) for name, value in form.cleaned_data.items() if is_proposable(form, name)}
            for form in kept_forms
            if form not in formset.initial_forms
        ],
    }


def rows_key(formset) -> str:
    """Return the key under which the rows of a formset are decided and spoken about; a field's key is its name."""
    return f"rows:{formset.prefix}"


def describe_changes(form, names: list[str], formsets: list) -> list[dict]:
    """Return the changes as {"key", "label", "before", "after"} for people to read."""
    field_changes = [describe_change(form, name) for name in names]
    return [*field_changes, *(change for formset in formsets for change in describe_rows(formset))]


def describe_change(form, name: str) -> dict:
    field = form[name]
    return {
        "key": name,
        "label": str(field.label),
        "before": describe_value(form, name, form.initial.get(name)),
        "after": describe_value(form, name, form.cleaned_data.get(name)),
    }


def describe_rows(formset):
    """Yield one change for each changed field of a row, and one for each added or deleted row."""
    kind, key = formset.model._meta.verbose_name, rows_key(formset)
    for form in formset.forms:
        if not form.has_changed():
            continue
        if form in formset.deleted_forms:
            yield {"key": key, "label": str(kind), "before": str(form.instance), "after": _("Deleted")}
        elif form not in formset.initial_forms:
            yield {"key": key, "label": str(kind), "before": "", "after": str(form.instance)}
        else:
            for name in form.changed_data:
                change = describe_change(form, name)
                yield change | {"key": key, "label": f"{kind} {form.instance}: {change['label']}"}


def describe_value(form, name: str, value) -> str:
    """Return the value as text, with names for keys and labels for choices."""
    field = form.fields[name]
    if hasattr(field, "queryset") and value:
        rows = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
        keys = [getattr(row, "pk", row) for row in rows]
        text = "、".join(map(str, field.queryset.filter(pk__in=keys)))
    elif isinstance(value, list):
        text = "\n".join(item.get("quote", "") if isinstance(item, dict) else str(item) for item in value)
    else:
        text = str(dict(getattr(field, "choices", ())).get(value, value) if value is not None else "")
    return Truncator(text).chars(DESCRIPTION_MAX_LENGTH)


# The functions below are for the page that shows a proposal.


def fill_form(form, values: dict):
    """Set the initial values of the form; the record's own stay available as `form.as_stored`."""
    form.as_stored = dict(form.initial)
    form.initial |= values


def fill_in_fields(form, proposed: dict):
    present = {name: value for name, value in proposed.items() if name in form.fields}
    fill_form(form, {name: to_initial(form, name, value["now"]) for name, value in present.items()})


def to_initial(form, name: str, value):
    return convert_to_stored(form._meta.model._meta.get_field(name), value)


def fill_in_proposal(form, formsets, data: dict):
    """Fill the proposed values into the form and the formsets; call it before the forms of the formsets are built."""
    fill_in_fields(form, data.get("fields", {}))
    for formset in formsets:
        fill_in_rows(formset, data.get("rows", {}).get(formset.prefix, {}))


def fill_in_rows(formset, rows: dict):
    model = formset.model._meta
    added = [
        {name: convert_to_stored(model.get_field(name), value) for name, value in row.items()} for row in rows.get("added", [])
    ]
    formset.initial_extra, formset.extra = added, formset.extra + len(added)
    for form in formset.initial_forms:
        key = str(form.instance.pk)
        if key in rows.get("changed", {}):
            fill_in_fields(form, rows["changed"][key])
        if key in rows.get("deleted", []):
            form.initial[DELETION_FIELD_NAME] = True


def split_proposal(proposal: ProposedChange, keys: set[str]) -> tuple[dict, dict]:
    """Return `data` and `changes` of the parts with these keys, and of the others."""
    fields, rows = (proposal.data.get(name, {}) for name in ("fields", "rows"))
    return tuple(
        {
            "data": {
                "fields": {name: value for name, value in fields.items() if (name in keys) == is_chosen},
                "rows": {prefix: value for prefix, value in rows.items() if (f"rows:{prefix}" in keys) == is_chosen},
            },
            "changes": [change for change in proposal.changes if (change.get("key") in keys) == is_chosen],
        }
        for is_chosen in (True, False)
    )


def proposal_keys(proposal: ProposedChange) -> set[str]:
    data = proposal.data or {}
    rows = {f"rows:{prefix}" for prefix, rows in data.get("rows", {}).items() if any(rows.values())}
    return {*data.get("fields", {}), *rows}


def find_proposal_conflicts(form, formsets, data: dict) -> list[Conflict]:
    """Return the fields and rows that somebody has changed since the proposal to something other than was proposed."""
    found = list(find_field_conflicts(form, data.get("fields", {})))
    for formset in formsets:
        changed = data.get("rows", {}).get(formset.prefix, {}).get("changed", {})
        rows = {str(row.instance.pk): row for row in formset.initial_forms}
        for key, proposed in changed.items():
            found += find_field_conflicts(rows[key], proposed) if key in rows else [describe_lost_row(formset, key)]
    return found


def find_field_conflicts(form, proposed: dict):
    for name, value in proposed.items():
        if name not in form.fields or name not in form.as_stored:
            continue
        values = ThreeWayValues(opened=value["was"], theirs=form.as_stored[name], mine=value["now"])
        if values.is_conflict:
            theirs, mine = describe_conflict_sides(form._meta.model._meta.get_field(name), values)
            who = last_saved_by(form._meta.model, form.instance.pk)
            yield Conflict(name=form.add_prefix(name), label=theirs.label, who=who, theirs=theirs, mine=mine)


def describe_lost_row(formset, key: str) -> Conflict:
    """Return the conflict about a proposed change to a row that was deleted; it has no name, as there is nothing to choose."""
    who = last_saved_by(formset.model, key)
    kind = str(formset.model._meta.verbose_name)
    return Conflict(name="", label=kind, who=who, theirs=_("Deleted"), mine=_("Changed"))


def decide_proposal(proposal: ProposedChange, state, user, **values) -> bool:
    """Decide the proposal, with other values such as a reason; return False if it was decided or replaced since it was read."""
    unchanged = ProposedChange.objects.filter(pk=proposal.pk, state=proposal.state, proposed_at=proposal.proposed_at)
    return bool(unchanged.update(state=state, decided_by=user, decided_at=timezone.now(), **values))

"""What a change of slots, sessions or venues is: of which session, what was before and what will be."""

from dataclasses import dataclass

from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from events.models import TimeSlot

TIMES = ("starts_at", "ends_at", "is_all_day")
UNSEEN = {"updated_at", "search_text", "sort_key", "sequence"}  # follow from other fields


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    name: str  # of the session or venue
    label: str
    old: str
    new: str


def list_change_lines(rows) -> list[ChangeLine]:
    """Return a line for each changed field of rows as they are in memory, compared with what is stored."""
    stored = {type(row): type(row)._base_manager.in_bulk([r.pk for r in rows if type(r) is type(row)]) for row in rows}
    return [line for row in rows if (old := stored[type(row)].get(row.pk)) for line in compare_rows(old, row)]


def compare_rows(old, new):
    is_slot = isinstance(new, TimeSlot)
    name = new.session.title if is_slot else str(new)
    if is_slot and any(getattr(old, field) != getattr(new, field) for field in TIMES):
        yield ChangeLine(name=name, label=str(TimeSlot._meta.verbose_name), old=str(old), new=str(new))
    elif is_slot:
        name = f"{name} {new}"
    for field in new._meta.concrete_fields:
        is_seen = field.editable and field.name not in UNSEEN and not (is_slot and field.name in TIMES)
        if is_seen and getattr(old, field.attname) != getattr(new, field.attname):
            values = [describe_value(field, getattr(row, field.attname)) for row in (old, new)]
            yield ChangeLine(name=name, label=field_label(field), old=values[0], new=values[1])


def describe_value(field, value) -> str:
    names = RecordNames()
    if field.many_to_one:
        names.request_keys(field.remote_field.model, [value])
        names.load_names()
    shown = display_value(field, value, names)
    return "、".join(shown) if isinstance(shown, list) else shown

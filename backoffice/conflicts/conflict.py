"""Conflicts: what somebody else saved while this user was editing, as shown to the user who saves second."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from backoffice.conflicts.snapshot import normalise_value
from backoffice.history_pages.changes import FieldChange, build_field_change
from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.sources import VersionSource
from content.local_time import format_moment

UNKNOWN = object()  # a value that is not in the snapshot, or input that could not be parsed
CHOICE_PREFIX = "take:"  # prefix of the POST field that says whose value of a field to save, "mine" or "theirs"


@dataclass(kw_only=True)
class Conflict:
    """A conflict about one field, or about a whole row that one of the two deleted.

    `theirs` and `mine` describe how each differs from the value before. `is_touched`: this user has changed the field.
    """

    name: str
    label: str
    who: str = ""
    theirs: FieldChange | str = ""
    mine: FieldChange | str = ""
    is_touched: bool = True

    @property
    def choice(self) -> str:
        return CHOICE_PREFIX + self.name


@dataclass(kw_only=True)
class ThreeWayValues:
    """The values of one field: `opened` in the snapshot, `theirs` stored now, `mine` submitted; `typed` is the raw input."""

    opened: object
    theirs: object
    mine: object
    typed: list[str] = field(default_factory=list)

    @property
    def is_conflict(self) -> bool:
        is_changed_by_others = self.opened is UNKNOWN or normalise_value(self.theirs) != self.opened
        return is_changed_by_others and (self.mine is UNKNOWN or normalise_value(self.mine) != normalise_value(self.theirs))

    @property
    def is_touched(self) -> bool:
        return self.mine is UNKNOWN or normalise_value(self.mine) != self.opened


def describe_conflict_sides(model_field: models.Field, values: ThreeWayValues) -> tuple[FieldChange, FieldChange]:
    """Return what the others changed and what this user changed, each against the value in the snapshot."""
    names, label = RecordNames(), field_label(model_field)
    stored_values = [convert_to_stored(model_field, value) for value in (values.opened, values.theirs, values.mine)]
    if model_field.is_relation:
        for value in stored_values:
            names.request_keys(model_field.remote_field.model, value if model_field.many_to_many else [value])
        names.load_names()
    before, theirs, mine = (display_value(model_field, value, names) for value in stored_values)
    if values.mine is UNKNOWN:  # the input could not be parsed, so it is shown as typed
        mine = "、".join(values.typed)
    if values.opened is UNKNOWN:
        before = theirs
    return build_field_change(label, before, theirs), build_field_change(label, before, mine)


def convert_to_stored(model_field: models.Field, value):
    """Return a value from a form, a snapshot or the database as the database would return it, with keys for records."""
    if value is UNKNOWN:
        return [] if model_field.many_to_many else None
    value = normalise_value(value)
    if model_field.many_to_many:
        return value or []
    if value == "" or isinstance(value, (list, dict)):
        return value
    target = model_field.target_field if model_field.is_relation else model_field
    return str(value) if isinstance(model_field, models.FileField) else target.to_python(value)


def last_saved_by(model: type[models.Model], key) -> str:
    """Return who saved the record last, and when, according to its history."""
    if not hasattr(model, "history"):
        return _("Somebody")
    source = VersionSource(model)
    row = source.rows.filter(**{source.key: key}).select_related("history_user").first()
    if row is None:
        return _("Somebody")
    return _("%(who)s, %(when)s") % {"who": row.author, "when": format_moment(row.history_date)}

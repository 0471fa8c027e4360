"""What somebody else changed while one was typing, as it is laid before whoever saves second."""

from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.conflicts.snapshot import normalise_value
from backoffice.history_pages.changes import FieldChange, build_field_change
from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.sources import VersionSource

UNKNOWN = object()
CHOICE_PREFIX = "take:"  # before the name of a field: whose value is saved, "mine" or "theirs"


@dataclass(kw_only=True)
class Conflict:
    """Of one field, or of a whole row that was deleted; `theirs` and `mine` each tell the difference from before."""

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
    """Three of one field: when the page was opened, stored now, typed."""

    opened: object
    theirs: object
    mine: object
    typed: list[str] = field(default_factory=list)

    @property
    def is_conflict(self) -> bool:
        is_theirs_new = self.opened is UNKNOWN or normalise_value(self.theirs) != self.opened
        return is_theirs_new and (self.mine is UNKNOWN or normalise_value(self.mine) != normalise_value(self.theirs))

    @property
    def is_touched(self) -> bool:
        return self.mine is UNKNOWN or normalise_value(self.mine) != self.opened


def describe_conflict_sides(model_field: models.Field, values: ThreeWayValues) -> tuple[FieldChange, FieldChange]:
    """What they made of it, and what I did."""
    names, label = RecordNames(), field_label(model_field)
    raw = [convert_to_stored(model_field, value) for value in (values.opened, values.theirs, values.mine)]
    if model_field.is_relation:
        for value in raw:
            names.request_keys(model_field.remote_field.model, value if model_field.many_to_many else [value])
        names.load_names()
    was, theirs, mine = (display_value(model_field, value, names) for value in raw)
    if values.mine is UNKNOWN:  # not understood, so told as it was typed
        mine = "、".join(values.typed)
    if values.opened is UNKNOWN:
        was = theirs
    return build_field_change(label, was, theirs), build_field_change(label, was, mine)


def convert_to_stored(model_field: models.Field, value):
    """A value of any origin as the database would give it: keys of records, moments as such."""
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
    """Who saved it last, and when, as far as its history knows."""
    if not hasattr(model, "history"):
        return _("Somebody")
    source = VersionSource(model)
    row = source.rows.filter(**{source.key: key}).select_related("history_user").first()
    if row is None:
        return _("Somebody")
    return _("%(who)s, %(when)s") % {"who": row.author, "when": f"{timezone.localtime(row.history_date):%m-%d %H:%M}"}

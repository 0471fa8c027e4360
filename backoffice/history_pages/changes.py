"""The differences between two versions of one record, field by field."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.sources import VersionSource
from backoffice.history_pages.text_diff import DiffPiece, diff_lists, diff_texts

VERBS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}
PART_VERBS = {"+": _("added"), "~": _("changed"), "-": _("deleted")}


@dataclass(kw_only=True)
class FieldChange:
    label: str
    pieces: list[DiffPiece] = field(default_factory=list)
    items: list[list[DiffPiece]] = field(default_factory=list)  # for a list field instead of `pieces`: those of each item


@dataclass(kw_only=True)
class RecordChange:
    """The step from one row of history to a later one; `before` is None for the first row there is."""

    source: VersionSource
    before: models.Model | None
    after: models.Model
    first_type: str  # `history_type` of the first row of this step

    @property
    def type(self) -> str:
        """Created (+), changed (~) or deleted (-), as in `history_type`."""
        return "-" if self.after.history_type == "-" else self.first_type

    @property
    def is_first(self) -> bool:
        """Whether the record existed before its history began, so that there is nothing to compare with."""
        return self.before is None and self.type == "~"

    @property
    def verb(self):
        if self.type == "+" and self.before is not None:
            return _("Brought back")
        return (PART_VERBS if self.source.parent else VERBS)[self.type]

    @property
    def kind(self):
        return self.source.model._meta.verbose_name

    @property
    def name(self) -> str:
        return self.source.record_name(self.after)

    @property
    def key(self):
        return getattr(self.after, self.source.key)

    def changed_fields(self) -> list[models.Field]:
        if self.before is None or self.type == "-":
            return []
        value = self.source.version_value
        return [f for f in self.source.fields if value(self.before, f) != value(self.after, f)]

    def request_names(self, names: RecordNames):
        for row in filter(None, (self.before, self.after)):
            self.source.request_names(names, row, self.changed_fields())

    def describe_fields(self, names: RecordNames) -> "RecordChange":
        self.changes = [self.build_change(f, names) for f in self.changed_fields()]
        return self

    def build_change(self, f: models.Field, names: RecordNames) -> FieldChange:
        old, new = (display_value(f, self.source.version_value(row, f), names) for row in (self.before, self.after))
        return build_field_change(field_label(f), old, new)


def build_field_change(label: str, old: str | list[str], new: str | list[str]) -> FieldChange:
    if isinstance(old, list) or isinstance(new, list):
        return FieldChange(label=label, items=diff_lists(old or [], new or []))
    return FieldChange(label=label, pieces=diff_texts(old, new))

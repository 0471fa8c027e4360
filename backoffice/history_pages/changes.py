"""What one change did to one record, field by field."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.sources import VersionSource
from backoffice.history_pages.text_diff import DiffPiece, diff_lists, diff_texts

VERBS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}
VERBS_OF_PARTS = {"+": _("added"), "~": _("changed"), "-": _("deleted")}


@dataclass(kw_only=True)
class FieldChange:
    label: str
    pieces: list[DiffPiece] = field(default_factory=list)
    items: list[list[DiffPiece]] = field(default_factory=list)  # of lists: the pieces of each item


@dataclass(kw_only=True)
class RecordChange:
    """From one row of history (None: before the first that is kept) to another."""

    track: VersionSource
    before: models.Model | None
    after: models.Model
    begins_with: str

    @property
    def type(self) -> str:
        """Made (+), changed (~) or deleted (-)."""
        return "-" if self.after.history_type == "-" else self.begins_with

    @property
    def is_first(self) -> bool:
        """Nothing to compare with, though the record existed before."""
        return self.before is None and self.type == "~"

    @property
    def verb(self):
        if self.type == "+" and self.before is not None:
            return _("Brought back")
        return (VERBS_OF_PARTS if self.track.parent else VERBS)[self.type]

    @property
    def kind(self):
        return self.track.model._meta.verbose_name

    @property
    def name(self) -> str:
        return self.track.name(self.after)

    @property
    def key(self):
        return getattr(self.after, self.track.key)

    def changed(self) -> list[models.Field]:
        if self.before is None or self.type == "-":
            return []
        value = self.track.value
        return [f for f in self.track.fields if value(self.before, f) != value(self.after, f)]

    def request_names(self, names: RecordNames):
        for row in filter(None, (self.before, self.after)):
            self.track.request_names(names, row, self.changed())

    def describe_fields(self, names: RecordNames) -> "RecordChange":
        self.changes = [self.change(f, names) for f in self.changed()]
        return self

    def change(self, f: models.Field, names: RecordNames) -> FieldChange:
        old, new = (display_value(f, self.track.value(row, f), names) for row in (self.before, self.after))
        return build_field_change(field_label(f), old, new)


def build_field_change(label: str, old: str | list[str], new: str | list[str]) -> FieldChange:
    if isinstance(old, list) or isinstance(new, list):
        return FieldChange(label=label, items=diff_lists(old or [], new or []))
    return FieldChange(label=label, pieces=diff_texts(old, new))

"""What one change did to one record, field by field."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.history_pages.sources import Track
from backoffice.history_pages.display_values import Names, label_of, shown
from backoffice.history_pages.text_diff import Piece, difference, difference_of_lists

VERBS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}
VERBS_OF_PARTS = {"+": _("added"), "~": _("changed"), "-": _("deleted")}


@dataclass(kw_only=True)
class FieldChange:
    label: str
    pieces: list[Piece] = field(default_factory=list)
    items: list[list[Piece]] = field(default_factory=list)  # of lists: the pieces of each item


@dataclass(kw_only=True)
class Deed:
    """From one row of history (None: before the first that is kept) to another."""

    track: Track
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

    def want_names(self, names: Names):
        for row in filter(None, (self.before, self.after)):
            self.track.want_names(names, row, self.changed())

    def in_words(self, names: Names) -> "Deed":
        self.changes = [self.change(f, names) for f in self.changed()]
        return self

    def change(self, f: models.Field, names: Names) -> FieldChange:
        old, new = (shown(f, self.track.value(row, f), names) for row in (self.before, self.after))
        return field_change(label_of(f), old, new)


def field_change(label: str, old: str | list[str], new: str | list[str]) -> FieldChange:
    if isinstance(old, list) or isinstance(new, list):
        return FieldChange(label=label, items=difference_of_lists(old or [], new or []))
    return FieldChange(label=label, pieces=difference(old, new))

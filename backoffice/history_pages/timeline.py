"""The history of one record: its changes, newest first, merged with those of its parts (slots, awards …).

The number of queries depends on the number of models and many-to-many fields, never on the number of versions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Max

from backoffice.history_pages.changes import RecordChange
from backoffice.history_pages.display_values import RecordNames, display_value, field_label
from backoffice.history_pages.sources import Key, VersionSource


@dataclass
class VersionStep:
    """The step from one history row to a later one of the same record, by `history_id`; `before` is None if there is none."""

    source: VersionSource
    before: int | None
    after: int
    first_type: str  # `history_type` of its first row: "+" if the record was created in this step


@dataclass(kw_only=True)
class VersionEntry:
    """One entry of the history: everything that was saved together."""

    at: object
    steps: list[VersionStep] = field(default_factory=list)
    record_changes: list[RecordChange] = field(default_factory=list)

    @property
    def own(self) -> RecordChange | None:
        """The change of the record itself; None if only its parts changed."""
        return next((change for change in self.record_changes if change.source.parent is None), None)

    @property
    def parts(self) -> list[RecordChange]:
        return [change for change in self.record_changes if change.source.parent is not None]

    @property
    def author(self) -> str:
        return self.record_changes[-1].after.author

    @property
    def reason(self) -> str:
        return next(
            (change.after.history_change_reason for change in self.record_changes if change.after.history_change_reason), ""
        )

    @property
    def has_no_changes(self) -> bool:
        return all(change.type == "~" and not change.is_first and not change.changes for change in self.record_changes)


class History:
    """The entries of one record's history, newest first.

    `sources` begins with that of the record itself; those of its parts follow. `limit` filters rows of the record to
    those the user may read; whatever is older than a hidden row is hidden too.
    """

    def __init__(self, sources: list[VersionSource], record_key: Key, limit: Callable):
        self.own, self.key = sources[0], record_key
        self.begins_after = hidden_until(self.own.versions_of_record(record_key), limit)
        self.entries = self.group_entries(sources)

    def list_rows(self, source: VersionSource):
        """Return (history_id, history_date, change_key, history_type, record key) of each row, oldest first."""
        rows = source.versions_of_record(self.key)
        if self.begins_after:
            rows = rows.filter(history_date__gt=self.begins_after)
        return rows.order_by("history_date", "history_id").values_list(
            "history_id", "history_date", "change_key", "history_type", source.key
        )

    def group_entries(self, sources: list[VersionSource]) -> list[VersionEntry]:
        entries: dict[tuple, VersionEntry] = {}
        for source in sources:
            latest: dict[Key, int] = {}
            begun: dict[tuple, VersionStep] = {}
            for number, at, change_key, kind, key in self.list_rows(source):
                group = (change_key,) if change_key else (source, number)
                entry = entries.setdefault(group, VersionEntry(at=at))
                entry.at = max(entry.at, at)
                if (group, key) in begun:  # saved twice in one change: one step
                    begun[group, key].after = number
                else:
                    begun[group, key] = VersionStep(source, latest.get(key), number, kind)
                    entry.steps.append(begun[group, key])
                latest[key] = number
        return sorted(entries.values(), key=lambda entry: entry.at, reverse=True)

    def entry_of(self, version: int) -> VersionEntry | None:
        """Return the entry in which this version of the record itself was saved."""
        return next((entry for entry in self.entries if version in own_versions(entry)), None)

    def changes_between(self, older: VersionEntry, newer: VersionEntry) -> VersionEntry:
        """Return everything after `older` up to and including `newer` as one entry."""
        first, last = self.entries.index(newer), self.entries.index(older)
        spanning = VersionEntry(at=newer.at)
        begun: dict[tuple, VersionStep] = {}
        keys = self.keys_of_rows(self.entries[first:last])
        for entry in reversed(self.entries[first:last]):
            for step in entry.steps:
                record = keys[step.source, step.after]
                if record in begun:
                    begun[record].after = step.after
                else:
                    begun[record] = VersionStep(step.source, step.before, step.after, step.first_type)
                    spanning.steps.append(begun[record])
        return spanning

    def keys_of_rows(self, entries: Iterable[VersionEntry]) -> dict[tuple, tuple]:
        found = {}
        for source, numbers in version_numbers(entries).items():
            for number, key in source.rows.filter(pk__in=numbers).values_list("history_id", source.key):
                found[source, number] = (source, key)
        return found


def own_versions(entry: VersionEntry) -> list[int]:
    return [step.after for step in entry.steps if step.source.parent is None]


def hidden_until(rows, limit: Callable):
    """Return the date of the last row that the user may not read, or None."""
    visible = limit(rows)
    if visible is rows:
        return None
    return rows.exclude(pk__in=visible.values("pk")).aggregate(last=Max("history_date"))["last"]


def version_numbers(entries: Iterable[VersionEntry]) -> dict[VersionSource, set[int]]:
    numbers: dict[VersionSource, set[int]] = {}
    for entry in entries:
        for step in entry.steps:
            numbers.setdefault(step.source, set()).update({step.after, step.before} - {None})
    return numbers


def describe_entries(entries: list[VersionEntry]) -> list[VersionEntry]:
    """Fill in the `record_changes` of the entries, with the differences of each field, and return the entries."""
    rows = {source: source.read_versions(numbers) for source, numbers in version_numbers(entries).items()}
    names = RecordNames()
    for entry in entries:
        for step in entry.steps:
            before, after = rows[step.source].get(step.before), rows[step.source][step.after]
            change = RecordChange(source=step.source, before=before, after=after, first_type=step.first_type)
            change.request_names(names)
            entry.record_changes.append(change)
    names.load_names()
    for entry in entries:
        for change in entry.record_changes:
            change.describe_fields(names)
    return entries


def list_field_values(source: VersionSource, row: models.Model) -> list[tuple[str, str, list[str]]]:
    """Return (label, text, items) of each field of one version that is not blank; list fields have items, others a text."""
    names = RecordNames()
    source.request_names(names, row, source.fields)
    names.load_names()
    values = [(field_label(f), display_value(f, source.version_value(row, f), names)) for f in source.fields]
    return [(label, "", value) if isinstance(value, list) else (label, value, []) for label, value in values if value]

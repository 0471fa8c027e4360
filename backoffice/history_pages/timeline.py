"""The history of one record: its changes, newest first, those of its parts (slots, awards …) merged in.

The number of queries follows from the kinds of records and links, never from the number of versions.
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
    """From one row of history to the next, by their numbers."""

    track: VersionSource
    before: int | None
    after: int
    begins_with: str  # the type of its first row: "+" where the record was made in between


@dataclass(kw_only=True)
class VersionEntry:
    """What was saved together."""

    at: object
    steps: list[VersionStep] = field(default_factory=list)
    deeds: list[RecordChange] = field(default_factory=list)

    @property
    def own(self) -> RecordChange | None:
        """What became of the record itself, not only of its parts."""
        return next((deed for deed in self.deeds if deed.track.parent is None), None)

    @property
    def parts(self) -> list[RecordChange]:
        return [deed for deed in self.deeds if deed.track.parent is not None]

    @property
    def author(self) -> str:
        return self.deeds[-1].after.author

    @property
    def reason(self) -> str:
        return next((deed.after.history_change_reason for deed in self.deeds if deed.after.history_change_reason), "")

    @property
    def has_no_changes(self) -> bool:
        return all(deed.type == "~" and not deed.is_first and not deed.changes for deed in self.deeds)


class History:
    """`limit` leaves of the rows of the record itself those that may be read; what is older than a hidden one is hidden too."""

    def __init__(self, tracks: list[VersionSource], record_key: Key, limit: Callable):
        self.own, self.key = tracks[0], record_key
        self.begins_after = hidden_until(self.own.of(record_key), limit)
        self.entries = self.group_entries(tracks)

    def rows(self, track: VersionSource):
        """Number, moment, change, type and key of each, the oldest first."""
        rows = track.of(self.key)
        if self.begins_after:
            rows = rows.filter(history_date__gt=self.begins_after)
        return rows.order_by("history_date", "history_id").values_list(
            "history_id", "history_date", "change_key", "history_type", track.key
        )

    def group_entries(self, tracks: list[VersionSource]) -> list[VersionEntry]:
        entries: dict[tuple, VersionEntry] = {}
        for track in tracks:
            latest: dict[Key, int] = {}
            begun: dict[tuple, VersionStep] = {}
            for number, at, change, kind, key in self.rows(track):
                group = (change,) if change else (track, number)
                entry = entries.setdefault(group, VersionEntry(at=at))
                entry.at = max(entry.at, at)
                if (group, key) in begun:  # saved twice in one change: one step
                    begun[group, key].after = number
                else:
                    begun[group, key] = VersionStep(track, latest.get(key), number, kind)
                    entry.steps.append(begun[group, key])
                latest[key] = number
        return sorted(entries.values(), key=lambda entry: entry.at, reverse=True)

    def entry_of(self, version: int) -> VersionEntry | None:
        """The change that made this version of the record itself."""
        return next((entry for entry in self.entries if version in own_versions(entry)), None)

    def between(self, older: VersionEntry, newer: VersionEntry) -> VersionEntry:
        """All that happened after the one up to the other, as one entry."""
        first, last = self.entries.index(newer), self.entries.index(older)
        spanning = VersionEntry(at=newer.at)
        begun: dict[tuple, VersionStep] = {}
        keys = self.keys_of_rows(self.entries[first:last])
        for entry in reversed(self.entries[first:last]):
            for step in entry.steps:
                record = keys[step.track, step.after]
                if record in begun:
                    begun[record].after = step.after
                else:
                    begun[record] = VersionStep(step.track, step.before, step.after, step.begins_with)
                    spanning.steps.append(begun[record])
        return spanning

    def keys_of_rows(self, entries: Iterable[VersionEntry]) -> dict[tuple, tuple]:
        found = {}
        for track, numbers in version_numbers(entries).items():
            for number, key in track.rows.filter(pk__in=numbers).values_list("history_id", track.key):
                found[track, number] = (track, key)
        return found


def own_versions(entry: VersionEntry) -> list[int]:
    return [step.after for step in entry.steps if step.track.parent is None]


def hidden_until(rows, limit: Callable):
    """The moment of the last row that may not be read, if there is one."""
    visible = limit(rows)
    if visible is rows:
        return None
    return rows.exclude(pk__in=visible.values("pk")).aggregate(last=Max("history_date"))["last"]


def version_numbers(entries: Iterable[VersionEntry]) -> dict[VersionSource, set[int]]:
    numbers: dict[VersionSource, set[int]] = {}
    for entry in entries:
        for step in entry.steps:
            numbers.setdefault(step.track, set()).update({step.after, step.before} - {None})
    return numbers


def describe_entries(entries: list[VersionEntry]) -> list[VersionEntry]:
    """With their deeds in words."""
    rows = {track: track.read(numbers) for track, numbers in version_numbers(entries).items()}
    names = RecordNames()
    for entry in entries:
        for step in entry.steps:
            before, after = rows[step.track].get(step.before), rows[step.track][step.after]
            deed = RecordChange(track=step.track, before=before, after=after, begins_with=step.begins_with)
            deed.request_names(names)
            entry.deeds.append(deed)
    names.read()
    for entry in entries:
        for deed in entry.deeds:
            deed.describe_fields(names)
    return entries


def list_field_values(track: VersionSource, row: models.Model) -> list[tuple[str, str, list[str]]]:
    """Every field of one version that is not blank: its label, and its value as a text or as items."""
    names = RecordNames()
    track.request_names(names, row, track.fields)
    names.read()
    values = [(field_label(f), display_value(f, track.value(row, f), names)) for f in track.fields]
    return [(label, "", value) if isinstance(value, list) else (label, value, []) for label, value in values if value]

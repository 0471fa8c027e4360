"""Writes a checked file in one transaction. A field is written only if its value is still the one the loader last wrote."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from content import clock
from content.history.change_context import Author, group_as_one_change
from edu_week.loading import sample_bookings, values
from edu_week.loading.checking import WeekFileError, record_location
from edu_week.loading.section_specs import AUDIENCES, BOOKINGS, SPECS, Rows, SectionSpec
from events.bookings.sequence import entry_fields, has_bookers_to_tell, raise_sequences_after
from events.models import ActivityWeek

RANK = ("same", "kept", "changed", "new")


@dataclass
class LoadSummary:
    """The outcome of each record per section, one of `RANK`, and the fields that were kept.

    `kept_fields` were changed by hand; of `booked_fields` bookers would have to be told.
    """

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)
    kept_fields: list[str] = field(default_factory=list)
    booked_fields: list[str] = field(default_factory=list)

    def note(self, section: str, key: str, outcome: str):
        outcomes = self.outcomes.setdefault(section, {})
        outcomes[key] = max(outcomes.get(key, "same"), outcome, key=RANK.index)

    def counts(self) -> dict[str, Counter]:
        return {section: Counter(outcomes.values()) for section, outcomes in self.outcomes.items()}

    @property
    def changes(self) -> int:
        return sum(count["new"] + count["changed"] for count in self.counts().values())


def write_week(data: dict, *, overwrite: bool = False, with_bookings: bool = True) -> LoadSummary:
    with group_as_one_change(Author.LOADER), transaction.atomic():
        writer = WeekWriter(overwrite)
        for spec in SPECS:
            writer.write_section(spec, data.get(spec.section, []))
        if with_bookings:
            index = writer.index_of(BOOKINGS)
            slots = writer.index_of_section("slots")
            for record in data.get(BOOKINGS.section, []):
                outcome = "same" if record["key"] in index else sample_bookings.add_sample_booking(record, slots[record["slot"]])
                writer.summary.note(BOOKINGS.section, record["key"], outcome)
        return writer.summary


class WeekWriter:
    """Writes sections, and finds records by the names that the file uses."""

    def __init__(self, overwrite: bool):
        self.overwrite, self.now = overwrite, clock.now()
        self.summary = LoadSummary()
        self.indexes: dict[str, dict] = {}
        self.names: dict[str, dict] = {}
        self.made: set[tuple[str, str]] = set()

    def index_of(self, spec: SectionSpec) -> dict:
        """Return name → object of all records of the section's model."""
        if spec.section not in self.indexes:
            objects = spec.model.objects.prefetch_related(*spec.many)
            self.indexes[spec.section] = {spec.key_of(obj): obj for obj in objects}
            self.names[spec.section] = {obj.pk: name for name, obj in self.indexes[spec.section].items()}
        return self.indexes[spec.section]

    def index_of_section(self, section: str) -> dict:
        return self.index_of(next(spec for spec in (AUDIENCES, *SPECS) if spec.section == section))

    def name_of(self, section: str, pk) -> str | None:
        self.index_of_section(section)
        return self.names[section].get(pk)

    def write_section(self, spec: SectionSpec, records: list[dict]):
        for fields in ("first", "later") if spec.later else ("first",):
            for n, record in enumerate(records):
                try:
                    with transaction.atomic():
                        self.write_record(spec, record, later=fields == "later")
                except (DatabaseError, ValidationError) as error:
                    raise WeekFileError([f"{record_location(spec, n, record)}: {error}"]) from error

    def write_record(self, spec: SectionSpec, record: dict, *, later: bool):
        wanted = {
            name: value
            for name, value in {**spec.defaults, **record}.items()
            if name not in spec.beside_fields and (name in spec.later) == later
        }
        index = self.index_of(spec)
        obj = index.get(record[spec.key])
        is_new = obj is None
        if is_new:
            obj = spec.model(loaded={})
        if spec.model is ActivityWeek and is_new and record.get("is_current"):
            ActivityWeek.objects.filter(is_current=True).update(is_current=False)
        RecordMerge(self, spec, obj, record, is_new).apply(wanted)
        if is_new:
            index[record[spec.key]] = obj
            self.made.add((spec.section, record[spec.key]))
            self.names[spec.section][obj.pk] = record[spec.key]


class RecordMerge:
    """Writes one record of the file into one object."""

    def __init__(self, writer: WeekWriter, spec: SectionSpec, obj, record: dict, is_new: bool):
        self.writer, self.spec, self.obj, self.record, self.is_new = writer, spec, obj, record, is_new
        self.loaded = dict(obj.loaded)
        self.touched: list[str] = []
        self.outcome = "new" if is_new else "same"

    def apply(self, wanted: dict):
        if self.spec.is_sourced_key:
            self.loaded["key"] = wanted.pop("key", self.record["key"])
        many = {name: wanted.pop(name) for name in self.spec.many if name in wanted}
        for name, value in self.add_dropped_fields(wanted).items():
            self.set_field(name, value)
        if "without_samples" in self.record:
            self.loaded["without_samples"] = self.record["without_samples"]
        self.save()
        for name, names in many.items():
            self.set_many(name, names)
        for name, rows in self.spec.rows.items():
            if name in self.record:
                self.set_rows(name, rows, self.record[name])
        self.store_loaded()
        self.writer.summary.note(self.spec.section, self.record[self.spec.key], self.outcome)

    def add_dropped_fields(self, wanted: dict) -> dict:
        """Add a None for each field that an earlier load filled and the record no longer has, so that it becomes blank."""
        fields = {f.name for f in self.spec.model._meta.concrete_fields}
        dropped = (set(self.loaded) & fields) - set(self.record) - set(self.spec.defaults) - set(self.spec.later)
        return {**wanted, **dict.fromkeys(dropped)}

    def set_field(self, name: str, value):
        model_field = self.spec.model._meta.get_field(name)
        if name in self.spec.refs:
            self.set_reference(name, value)
            return
        new = values.blank_field_value(model_field) if value is None else values.parse_field_value(model_field, value)
        json_value = values.to_json_value(model_field, new)
        current = values.to_json_value(model_field, getattr(self.obj, name))
        if self.may_write(name, current, json_value, values.to_json_value(model_field, values.blank_field_value(model_field))):
            setattr(self.obj, name, new)

    def set_reference(self, name: str, value: str | None):
        section = self.spec.refs[name]
        current = self.writer.name_of(section, getattr(self.obj, f"{name}_id"))
        if self.may_write(name, current, value, None):
            setattr(self.obj, name, self.writer.index_of_section(section)[value] if value else None)

    def set_many(self, name: str, names: list[str]):
        section = self.spec.many[name]
        current = sorted(self.writer.name_of(section, other.pk) or f"#{other.pk}" for other in getattr(self.obj, name).all())
        # a link that was lost because its record was deleted was not removed by hand
        self.loaded[name] = [other for other in self.loaded.get(name, []) if (section, other) not in self.writer.made]
        if self.may_write(name, current, sorted(names), []):
            index = self.writer.index_of_section(section)
            getattr(self.obj, name).set([index[other] for other in names])

    def set_rows(self, name: str, rows: Rows, entries: list[dict]):
        current = [self.entry_of(row, rows) for row in getattr(self.obj, name).all()]
        if self.may_write(name, current, entries, []):
            getattr(self.obj, name).all().delete()
            for order, entry in enumerate(entries):
                found = {ref: self.writer.index_of_section(section)[entry[ref]] for ref, section in rows.refs.items()}
                rows.model.objects.create(**{rows.parent: self.obj, "order": order, **entry, **found})

    def entry_of(self, row, rows: Rows) -> dict:
        """Return an existing row as an entry of the file."""
        entry = {name: getattr(row, name) for name in rows.fields if name not in rows.refs}
        for name, section in rows.refs.items():
            entry[name] = self.writer.name_of(section, getattr(row, f"{name}_id"))
        return {name: value for name, value in entry.items() if value}

    def may_write(self, name: str, current, new, empty) -> bool:
        """Return whether to write the field: its value differs, and nobody changed it since the last load. Notes the outcome."""
        if current == new:
            self.loaded[name] = new
            return False
        is_unchanged = self.is_new or self.writer.overwrite or current == self.loaded.get(name, empty)
        summary = self.writer.summary
        if not is_unchanged:
            return self.keep_field(name, summary.kept_fields)
        if name in entry_fields(self.spec.model) and self.has_bookers_to_tell:
            return self.keep_field(name, summary.booked_fields)
        self.loaded[name] = new
        self.touched.append(name)
        self.outcome = max(self.outcome, "changed", key=RANK.index)
        return True

    def keep_field(self, name: str, names: list[str]) -> bool:
        self.outcome = max(self.outcome, "kept", key=RANK.index)
        names.append(f"{self.spec.section} ({self.record[self.spec.key]}): {name}")
        return False

    @cached_property
    def has_bookers_to_tell(self) -> bool:
        return not self.is_new and has_bookers_to_tell(self.obj, self.writer.now)

    def save(self):
        if self.is_new or self.touched:
            self.obj.save()
        if not self.is_new:
            raise_sequences_after(self.obj, set(self.touched))

    def store_loaded(self):
        """Update `loaded` without saving the record, so that no version is added to its history."""
        if self.loaded != self.obj.loaded:
            self.obj.loaded = self.loaded
            type(self.obj).objects.filter(pk=self.obj.pk).update(loaded=self.loaded)

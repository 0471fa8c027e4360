"""Checks the whole file before anything is written. A problem is a sentence that names its place in the file."""

import json
from collections import Counter
from pathlib import Path

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_slug
from django.db.models import Model

from content.control_characters import clean_value
from content.placeholders import find_placeholder, is_shown_text
from edu_week.loading import values
from edu_week.loading.section_specs import AUDIENCES, BOOKINGS, BY_SECTION, SPECS, Rows, SectionSpec


class WeekFileError(Exception):
    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


def read_week_file(path: str) -> dict:
    try:
        data = clean_value(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise WeekFileError([f"{path} cannot be read: {error.strerror}"]) from error
    except ValueError as error:
        raise WeekFileError([f"{path} is not JSON: {error}"]) from error
    if not isinstance(data, dict):
        raise WeekFileError([f"{path}: the outermost thing must be an object of sections"])
    return data


def check_week_file(data: dict):
    """Raise WeekFileError with every problem found."""
    problems = [f"{section}: no such section" for section in data if section not in BY_SECTION or section == "audiences"]
    problems += [f"{name}: must be a list" for name in BY_SECTION if not isinstance(data.get(name, []), list)]
    if problems:
        raise WeekFileError(problems)
    known = {spec.section: _known_names(spec, data) for spec in (AUDIENCES, *SPECS, BOOKINGS)}
    for spec in (*SPECS, BOOKINGS):
        problems += _duplicate_problems(spec, data)
        for n, record in enumerate(data.get(spec.section, [])):
            location = record_location(spec, n, record)
            problems += [f"{location}: {problem}" for problem in _record_problems(spec, record, known)]
    if problems:
        raise WeekFileError(problems)


def record_location(spec: SectionSpec, n: int, record) -> str:
    name = record.get(spec.key) if isinstance(record, dict) else None
    return f"{spec.section}[{n}]" + (f" ({name})" if name else "")


def _known_names(spec: SectionSpec, data: dict) -> set[str]:
    """Return the names that references may use: of the file's own records and of those in the database."""
    names = {record.get(spec.key) for record in data.get(spec.section, []) if isinstance(record, dict)}
    names = {name for name in names if isinstance(name, str)}
    return names | {spec.key_of(obj) for obj in spec.model.objects.all()}


def _duplicate_problems(spec: SectionSpec, data: dict) -> list[str]:
    names = Counter(
        str(record[spec.key]) for record in data.get(spec.section, []) if isinstance(record, dict) and spec.key in record
    )
    return [f'{spec.section}: {spec.key} "{name}" is used {count} times' for name, count in names.items() if count > 1]


def _record_problems(spec: SectionSpec, record, known: dict[str, set[str]]):
    if not isinstance(record, dict):
        yield "must be an object"
        return
    for name in (spec.key, *spec.required):
        if record.get(name) in (None, ""):
            yield f"{name} is missing"
    for name, value in record.items():
        if value is not None and name not in spec.beside_fields:
            yield from _field_problems(spec, name, value, known)
    for first, last in spec.in_order:
        yield from _order_problems(spec, record, first, last)
    for name, rows in spec.rows.items():
        yield from _rows_problems(name, rows, record.get(name, []), known)
    yield from _without_samples_problems(spec, record, known)


def _field_problems(spec: SectionSpec, name: str, value, known):
    if name == spec.key:
        yield from _key_problems(spec, value)
    elif name in spec.refs:
        yield from _reference_problems(name, [value], spec.refs[name], known)
    elif name in spec.many:
        names = value if isinstance(value, list) else [value]
        yield from _reference_problems(name, names, spec.many[name], known)
    elif name == "quotations":
        yield from _quotation_problems(value)
    else:
        yield from _value_problems(spec, name, value)


def _key_problems(spec: SectionSpec, value):
    if spec.is_single and value != spec.section:
        yield f'{spec.key} must be "{spec.section}", of which there is one'
    try:
        validate_slug(value)
    except ValidationError:
        yield f"{spec.key} {value!r} may hold only letters, digits, hyphens and underscores"


def _reference_problems(field: str, names: list, section: str, known):
    for name in names:
        if not isinstance(name, str) or name not in known[section]:
            yield f'{field} "{name}" is not among {section}'


def _quotation_problems(value):
    if not isinstance(value, list):
        yield "quotations must be a list"
        return
    for n, quotation in enumerate(value):
        if not isinstance(quotation, dict) or set(quotation) - {"en"} != {"ref", "quote"}:
            yield f"quotations[{n}] must have ref and quote, and may have en"
        elif not all(isinstance(text, str) and text.strip() for text in quotation.values()):
            yield f"quotations[{n}] is empty"


def _value_problems(spec: SectionSpec, name: str, value):
    try:
        field = spec.model._meta.get_field(name)
        if not field.concrete or field.is_relation or field.primary_key:
            raise FieldDoesNotExist
        values.parse_field_value(field, value)
    except FieldDoesNotExist:
        yield f"{name} is no field of {spec.model.__name__}"
        return
    except ValidationError as error:
        yield f"{name}: {' '.join(error.messages)}"
        return
    if is_shown_text(field) and (placeholder := find_placeholder(value)):
        yield f"{name}: {placeholder!r} stands for something that is missing; leave it out"
    if name == "sample_fields":
        for sample in value:
            if sample not in known_sample_fields(spec.model):
                yield f'sample_fields: "{sample}" is no field of {spec.model.__name__}'


def known_sample_fields(model: type[Model]) -> set[str]:
    """Return the names that `sample_fields` of a record may have; "*" is all of it."""
    return {"*", *model.loose_sample_fields, *(field.name for field in model._meta.get_fields())}


def _order_problems(spec: SectionSpec, record: dict, first: str, last: str):
    if record.get(first) is None or record.get(last) is None:
        return
    try:
        pair = [values.parse_field_value(spec.model._meta.get_field(name), record[name]) for name in (first, last)]
    except ValidationError:
        return  # reported by _value_problems
    if pair[1] < pair[0] or (pair[1] == pair[0] and first.endswith("_at")):
        yield f"{last} is not after {first}"


def _rows_problems(name: str, rows: Rows, entries, known):
    if not isinstance(entries, list):
        yield f"{name} must be a list"
        return
    for n, entry in enumerate(entries):
        missing = [field for field in rows.required if not isinstance(entry, dict) or not entry.get(field)]
        yield from (f"{name}[{n}]: {field} is missing" for field in missing)
        if not missing:
            yield from (f"{name}[{n}]: {problem}" for problem in _row_problems(rows, entry, known))


def _row_problems(rows: Rows, entry: dict, known):
    for name, value in entry.items():
        if name not in rows.fields:
            yield f"{name} is no field of {rows.model.__name__}"
        elif name in rows.refs:
            yield from _reference_problems(name, [value], rows.refs[name], known)
        else:
            try:
                values.parse_field_value(rows.model._meta.get_field(name), value)
            except ValidationError as error:
                yield f"{name}: {' '.join(error.messages)}"


def _without_samples_problems(spec: SectionSpec, record: dict, known):
    replacements = record.get("without_samples", {})
    if not isinstance(replacements, dict):
        yield "without_samples must be an object"
        return
    for name, value in replacements.items():
        for problem in _field_problems(spec, name, value, known):
            yield f"without_samples: {problem}"

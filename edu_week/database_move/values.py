"""The values of a model's rows, the same whichever database they come from, and a sum over all of them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

PIECE = 2000


@dataclass(frozen=True)
class TableSum:
    rows: int
    sum: str


def list_columns(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that have a column of their own; what the database works out itself cannot be written."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def iterate_rows(model: type[models.Model], using: str) -> Iterator[tuple]:
    """Yield the values of every row, whatever the model's own managers leave out."""
    names = [field.attname for field in list_columns(model)]
    rows = models.QuerySet(model, using=using).order_by(model._meta.pk.attname)
    return rows.values_list(*names).iterator(chunk_size=PIECE)


def sum_table(model: type[models.Model], using: str) -> TableSum:
    """Return the number of rows, and a sum that does not depend on their order: databases sort texts differently."""
    rows = total = 0
    for row in iterate_rows(model, using):
        text = json.dumps([describe_value(value) for value in row], cls=ExactEncoder, sort_keys=True).encode()
        total += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())
        rows += 1
    return TableSum(rows, f"{total % 2**128:032x}")


class ExactEncoder(DjangoJSONEncoder):
    """Also writes what a JSON column may hold."""


def describe_value(value):
    """Return the value as JSON writes it; a moment to the microsecond, which Django's own encoder cuts."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value

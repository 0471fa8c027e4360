"""Schemas and pagination shared by all endpoints of the open API. Read-only; nothing unpublished, personal or internal."""

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Field, Schema
from ninja.pagination import PaginationBase

from content.absolute_urls import absolute_url


class Quotation(Schema):
    """`quote` are exact words of the report; `en` is the portal's own English rendering of them."""

    ref: str = ""
    quote: str = ""
    en: str = ""


class SourcedOut(Schema):
    """`sample_fields` names fields that are made up for demonstration although the record is real."""

    source: str
    sample_fields: list[str] = []
    quotations: list[Quotation] = []

    @staticmethod
    def resolve_quotations(record):
        return [quotation for quotation in record.quotations or [] if isinstance(quotation, dict)]


class RecordOut(SourcedOut):
    slug: str
    updated_at: dt.datetime

    @staticmethod
    def resolve_updated_at(record):
        return timezone.localtime(record.updated_at)


class Ref(Schema):
    """Another record, named by its slug."""

    slug: str
    name: str


def published_or_none(record):
    """Return the record, or None if there is none or it is not public."""
    return record if record is not None and record.is_published else None


def list_published_related(manager):
    return [record for record in manager.all() if record.is_published]


def public_page_url(name, record):
    return absolute_url(name, record.slug)


class RecordPagination(PaginationBase):
    class Input(Schema):
        limit: int = Field(100, ge=1, le=500)
        offset: int = Field(0, ge=0, le=1_000_000)

    class Output(Schema):
        count: int
        limit: int
        offset: int
        items: list[Any]

    def paginate_queryset(self, queryset, pagination, **params):
        start, size = pagination.offset, pagination.limit
        return {"count": queryset.count(), "limit": size, "offset": start, "items": queryset[start : start + size]}

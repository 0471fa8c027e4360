"""API: districts, schools, majors, trades, industry colleges, partnerships, enterprises, figures, initiatives."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate

from content.api import RecordOut, RecordPagination, Ref, list_published_related, public_page_url, published_or_none
from schools.models import District, Enterprise, Figure, IndustryCollege, Initiative, Major, Partnership, School, Trade

router = Router(tags=["schools"])


class NamedRecordOut(RecordOut):
    name: str
    name_en: str


class VisitorInformationOut(Schema):
    """How to come to a place and whom to ask there; blank where nobody has written it."""

    address: str
    bus: str
    bus_en: str
    parking: str
    parking_en: str
    opening_hours: str
    opening_hours_en: str
    contact: str
    contact_en: str
    phone: str


class DistrictOut(NamedRecordOut):
    adcode: str
    pinyin: str
    tile_row: int
    tile_column: int
    is_mentioned: bool


class SchoolOut(VisitorInformationOut, NamedRecordOut):
    url: str
    group: str
    level: str
    level_basis: str
    district: Ref | None
    district_basis: str
    aliases: list[Any]
    roles: list[Any]
    roles_en: list[Any]
    honours: list[Any]
    honours_en: list[Any]
    pathways: list[Any]
    pathways_en: list[Any]
    introduction: str
    introduction_en: str
    website: str

    @staticmethod
    def resolve_url(school):
        return public_page_url("school_detail", school)

    @staticmethod
    def resolve_district(school):
        return published_or_none(school.district)


class MajorOut(NamedRecordOut):
    school: Ref | None
    code: str
    years: int | None
    introduction: str
    trades: list[Ref]

    @staticmethod
    def resolve_school(major):
        return published_or_none(major.school)

    @staticmethod
    def resolve_trades(major):
        return list_published_related(major.trades)


class CollegeOut(NamedRecordOut):
    url: str
    provincial_status: str
    district: Ref | None
    district_basis: str
    is_on_boards: bool
    outcomes: list[Any]
    outcomes_en: list[Any]
    introduction: str
    introduction_en: str
    possible_same_as: Ref | None
    schools: list[Ref]
    partners: list[Ref]
    trades: list[Ref]

    @staticmethod
    def resolve_url(college):
        return public_page_url("college_detail", college)

    @staticmethod
    def resolve_district(college):
        return published_or_none(college.district)

    @staticmethod
    def resolve_possible_same_as(college):
        return published_or_none(college.possible_same_as)

    @staticmethod
    def resolve_schools(college):
        return list_published_related(college.schools)

    @staticmethod
    def resolve_partners(college):
        return list_published_related(college.partners)

    @staticmethod
    def resolve_trades(college):
        return list_published_related(college.trades)


class PartnershipOut(NamedRecordOut):
    kind: str
    parent: Ref | None
    level: str
    level_en: str
    batch: str
    batch_en: str
    purpose: str
    purpose_en: str
    introduction: str
    introduction_en: str
    name_note: str
    enterprises: list[Ref]
    schools: list[Ref]

    @staticmethod
    def resolve_parent(partnership):
        return published_or_none(partnership.parent)

    @staticmethod
    def resolve_enterprises(partnership):
        return list_published_related(partnership.enterprises)

    @staticmethod
    def resolve_schools(partnership):
        return list_published_related(partnership.schools)


class EnterpriseOut(NamedRecordOut):
    kind: str


class FigureOut(RecordOut):
    """`display` is the text as published; `value` is for sorting and charts only."""

    label: str
    label_en: str
    display: str
    display_en: str
    value: Decimal
    unit: str
    qualifier: str
    period: str
    period_en: str
    group: str


class InitiativeOut(NamedRecordOut):
    text: str
    text_en: str


def list_published(model) -> QuerySet:
    return model.objects.published().order_by(*model._meta.ordering, "pk")


def all_schools():
    return list_published(School).select_related("district")


@router.get("/districts", response=list[DistrictOut])
@paginate(RecordPagination)
def districts(request):
    return list_published(District)


@router.get("/schools", response=list[SchoolOut])
@paginate(RecordPagination)
def schools(request):
    return all_schools()


@router.get("/schools/{slug}", response=SchoolOut)
def school(request, slug: str):
    return get_object_or_404(all_schools(), slug=slug)


@router.get("/majors", response=list[MajorOut])
@paginate(RecordPagination)
def majors(request):
    return list_published(Major).select_related("school").prefetch_related("trades")


@router.get("/trades", response=list[NamedRecordOut])
@paginate(RecordPagination)
def trades(request):
    return list_published(Trade)


@router.get("/industry-colleges", response=list[CollegeOut])
@paginate(RecordPagination)
def industry_colleges(request):
    related = list_published(IndustryCollege).select_related("district", "possible_same_as")
    return related.prefetch_related("schools", "partners", "trades")


@router.get("/partnerships", response=list[PartnershipOut])
@paginate(RecordPagination)
def partnerships(request):
    return list_published(Partnership).select_related("parent").prefetch_related("enterprises", "schools")


@router.get("/enterprises", response=list[EnterpriseOut])
@paginate(RecordPagination)
def enterprises(request):
    return list_published(Enterprise)


@router.get("/figures", response=list[FigureOut])
@paginate(RecordPagination)
def figures(request):
    return list_published(Figure)


@router.get("/initiatives", response=list[InitiativeOut])
@paginate(RecordPagination)
def initiatives(request):
    return list_published(Initiative)

"""Schools and what belongs to them, for programs."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.pagination import paginate

from content.api import Pages, RecordOut, Ref, page_of, ref, refs
from schools.models import District, Enterprise, Figure, IndustryCollege, Initiative, Major, Partnership, School, Trade

router = Router(tags=["schools"])


class Named(RecordOut):
    name: str
    name_en: str


class DistrictOut(Named):
    adcode: str
    pinyin: str
    tile_row: int
    tile_column: int
    is_mentioned: bool


class SchoolOut(Named):
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
    address: str
    phone: str
    website: str

    @staticmethod
    def resolve_url(school):
        return page_of("school_detail", school)

    @staticmethod
    def resolve_district(school):
        return ref(school.district)


class MajorOut(Named):
    school: Ref | None
    code: str
    years: int | None
    introduction: str
    trades: list[Ref]

    @staticmethod
    def resolve_school(major):
        return ref(major.school)

    @staticmethod
    def resolve_trades(major):
        return refs(major.trades)


class CollegeOut(Named):
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
        return page_of("college_detail", college)

    @staticmethod
    def resolve_district(college):
        return ref(college.district)

    @staticmethod
    def resolve_possible_same_as(college):
        return ref(college.possible_same_as)

    @staticmethod
    def resolve_schools(college):
        return refs(college.schools)

    @staticmethod
    def resolve_partners(college):
        return refs(college.partners)

    @staticmethod
    def resolve_trades(college):
        return refs(college.trades)


class PartnershipOut(Named):
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
        return ref(partnership.parent)

    @staticmethod
    def resolve_enterprises(partnership):
        return refs(partnership.enterprises)

    @staticmethod
    def resolve_schools(partnership):
        return refs(partnership.schools)


class EnterpriseOut(Named):
    kind: str


class FigureOut(RecordOut):
    """`display` is what was published; `value` serves sorting and charts only."""

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


class InitiativeOut(Named):
    text: str
    text_en: str


def published(model) -> QuerySet:
    return model.objects.published().order_by(*model._meta.ordering, "pk")


def all_schools():
    return published(School).select_related("district")


@router.get("/districts", response=list[DistrictOut])
@paginate(Pages)
def districts(request):
    return published(District)


@router.get("/schools", response=list[SchoolOut])
@paginate(Pages)
def schools(request):
    return all_schools()


@router.get("/schools/{slug}", response=SchoolOut)
def school(request, slug: str):
    return get_object_or_404(all_schools(), slug=slug)


@router.get("/majors", response=list[MajorOut])
@paginate(Pages)
def majors(request):
    return published(Major).select_related("school").prefetch_related("trades")


@router.get("/trades", response=list[Named])
@paginate(Pages)
def trades(request):
    return published(Trade)


@router.get("/industry-colleges", response=list[CollegeOut])
@paginate(Pages)
def industry_colleges(request):
    related = published(IndustryCollege).select_related("district", "possible_same_as")
    return related.prefetch_related("schools", "partners", "trades")


@router.get("/partnerships", response=list[PartnershipOut])
@paginate(Pages)
def partnerships(request):
    return published(Partnership).select_related("parent").prefetch_related("enterprises", "schools")


@router.get("/enterprises", response=list[EnterpriseOut])
@paginate(Pages)
def enterprises(request):
    return published(Enterprise)


@router.get("/figures", response=list[FigureOut])
@paginate(Pages)
def figures(request):
    return published(Figure)


@router.get("/initiatives", response=list[InitiativeOut])
@paginate(Pages)
def initiatives(request):
    return published(Initiative)

"""API: graduates."""

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate

from alumni.models import Graduate
from content.api import RecordOut, RecordPagination, Ref, SourcedOut, list_published_related, public_page_url, published_or_none

router = Router(tags=["graduates"])


class MilestoneOut(Schema):
    year: int | None
    text: str
    text_en: str


class AwardOut(SourcedOut):
    name: str
    name_en: str
    year: int | None


class GraduateOut(RecordOut):
    url: str
    name: str
    name_en: str
    school: Ref | None
    major: Ref | None
    employer: Ref | None
    post: str
    post_en: str
    trades: list[Ref]
    summary: str
    summary_en: str
    story: str
    story_en: str
    milestones: list[MilestoneOut]
    awards: list[AwardOut]

    @staticmethod
    def resolve_url(graduate):
        return public_page_url("graduate_detail", graduate)

    @staticmethod
    def resolve_school(graduate):
        return published_or_none(graduate.school)

    @staticmethod
    def resolve_major(graduate):
        return published_or_none(graduate.major)

    @staticmethod
    def resolve_employer(graduate):
        return published_or_none(graduate.employer)

    @staticmethod
    def resolve_trades(graduate):
        return list_published_related(graduate.trades)


def all_graduates():
    related = Graduate.objects.published().select_related("school", "major", "employer")
    return related.prefetch_related("trades", "milestones", "awards").order_by("order", "sort_key", "pk")


@router.get("/graduates", response=list[GraduateOut])
@paginate(RecordPagination)
def graduates(request):
    return all_graduates()


@router.get("/graduates/{slug}", response=GraduateOut)
def graduate(request, slug: str):
    return get_object_or_404(all_graduates(), slug=slug)

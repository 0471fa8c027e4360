"""The kinds of records that can be found: their query, their address, and the note beside a result."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alumni.models import Award, Graduate
from content.models import Sourced
from content.text_search.pinyin import build_search_text
from edu_week.search import record_links, record_queries
from edu_week.search.record_links import anchor_url, detail_url
from edu_week.templatetags.portal import localized
from events.models import Announcement, StorySection
from events.models.sample_parts import join_sample_parts
from schools.models import Enterprise, Figure, IndustryCollege, Initiative, Partnership, School

BY_NAME = ("sort_key", "pk")


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """`title` is the field that holds it, `order` sorts records of the same relevance, `note` is a short line about a record.

    Records without a stored `search_text` have `list_texts`, the texts they are found by, the title first.
    """

    key: str
    label: str
    records: QuerySet
    title: str = "name"
    order: tuple[str, ...] = BY_NAME
    url: Callable
    note: Callable = lambda record: ""
    list_texts: Callable | None = None
    sample_parts: Callable[[Sourced], frozenset[str]] = lambda record: record.sample_parts

    def search_text(self, record) -> str:
        return build_search_text(*self.list_texts(record)) if self.list_texts else record.search_text


def list_search_kinds(now) -> tuple[SearchKind, ...]:
    return (*list_programme_kinds(now), *list_directory_kinds(), *list_report_kinds(), *list_news_kinds(now))


def list_programme_kinds(now):
    return (
        SearchKind(
            key="sessions",
            label=_("Programme"),
            records=record_queries.searchable_sessions(now),
            title="title",
            order=("cancelled_at", "-to_come", "sort_key", "pk"),
            url=detail_url("session_detail"),
            note=record_links.session_note,
            sample_parts=lambda session: join_sample_parts([session, *session.slots.all()]),
        ),
    )


def list_directory_kinds():
    return (
        SearchKind(key="schools", label=_("Schools"), records=School.objects.published(), url=detail_url("school_detail")),
        SearchKind(
            key="majors",
            label=_("Majors"),
            records=record_queries.searchable_majors(),
            url=lambda major: reverse("school_detail", args=[major.school.slug]),
            note=lambda major: localized(major.school, "name"),
        ),
        SearchKind(
            key="colleges",
            label=_("Industry colleges"),
            records=IndustryCollege.objects.published(),
            url=detail_url("college_detail"),
        ),
        SearchKind(
            key="partnerships",
            label=_("Partnerships"),
            records=Partnership.objects.published(),
            url=anchor_url("partnership_list"),
        ),
        SearchKind(
            key="enterprises",
            label=_("Enterprises and universities"),
            records=Enterprise.objects.published().exclude(kind=Enterprise.Kind.AUTHORITY),
            url=anchor_url("partnership_list"),
        ),
        SearchKind(
            key="graduates", label=_("Graduates"), records=Graduate.objects.published(), url=detail_url("graduate_detail")
        ),
        SearchKind(
            key="awards",
            label=_("Honours"),
            records=record_queries.searchable_awards(),
            order=Award._meta.ordering,
            url=record_links.award_url,
            note=record_links.award_note,
            list_texts=record_links.list_award_texts,
        ),
        SearchKind(
            key="venues",
            label=_("Venues"),
            records=record_queries.searchable_venues(),
            url=record_links.venue_sessions_url,
            note=lambda venue: _("Sessions at this place"),
        ),
        SearchKind(
            key="districts",
            label=_("Districts"),
            records=record_queries.searchable_districts(),
            url=record_links.district_url,
            note=record_links.district_note,
        ),
    )


def list_report_kinds():
    return (
        SearchKind(
            key="figures", label=_("Figures"), records=Figure.objects.published(), title="label", url=anchor_url("numbers")
        ),
        SearchKind(
            key="words", label=_("Words explained"), records=Initiative.objects.published(), url=anchor_url("partnership_list")
        ),
        SearchKind(
            key="story",
            label=_("Story of the week"),
            records=StorySection.objects.published().select_related("week"),
            title="title",
            url=record_links.story_url,
        ),
        SearchKind(
            key="visits",
            label=_("Class visits"),
            records=record_queries.searchable_visits(),
            title="activity",
            order=("starts_on", "slug"),
            url=record_links.story_url,
            note=record_links.visit_note,
            list_texts=record_links.list_visit_texts,
        ),
        SearchKind(
            key="weeks",
            label=_("Activity weeks"),
            records=record_queries.searchable_weeks(),
            url=detail_url("week_detail"),
        ),
    )


def list_news_kinds(now):
    return (
        SearchKind(
            key="announcements",
            label=_("Announcements"),
            records=Announcement.objects.published(now),
            title="title",
            order=("-publish_at", "pk"),
            url=anchor_url("home"),
        ),
    )

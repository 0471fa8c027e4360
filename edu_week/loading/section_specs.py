"""Specifies for each section of the file its model, its required fields and its references."""

from dataclasses import dataclass, field

from django.db import models

from alumni.models import Award, Graduate, Milestone
from content.models import SearchSynonym, SiteSettings
from events.models import (
    ActivityWeek,
    Announcement,
    Audience,
    Booking,
    EventSession,
    ReportedVisit,
    StorySection,
    TimeSlot,
    Venue,
    WeekDay,
)
from schools.models import (
    District,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Partnership,
    School,
    StoryFigure,
    Trade,
)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A list within a record, whose entries become rows of `model`; `parent` is their foreign key to the record."""

    model: type[models.Model]
    parent: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    refs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SectionSpec:
    """One section of the file.

    `key` is the entry that identifies a record: a field of the model, or "key", which is stored in `loaded` only.
    `refs` and `many` map foreign keys and many-to-many fields to the sections they refer to. Fields in `later` are written
    once all records of the section exist. `extras` are entries without a field. `in_order`: pairs of fields, first and last.
    """

    section: str
    model: type[models.Model]
    key: str = "slug"
    required: tuple[str, ...] = ("source",)
    refs: dict[str, str] = field(default_factory=dict)
    many: dict[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    rows: dict[str, Rows] = field(default_factory=dict)
    is_single: bool = False
    in_order: tuple[tuple[str, str], ...] = ()

    @property
    def beside_fields(self) -> tuple[str, ...]:
        """Entries of a record that are not fields of its model."""
        return (*self.extras, *self.rows)

    @property
    def is_sourced_key(self) -> bool:
        return self.key == "key"

    @property
    def defaults(self) -> dict:
        return {"status": "published"} if hasattr(self.model, "is_published") else {}

    def key_of(self, obj) -> str:
        """Return the name of the object in the file; "#pk" for one that did not come from a file."""
        if self.is_single:
            return self.section
        if self.is_sourced_key:
            return obj.loaded.get("key") or f"#{obj.pk}"
        return str(getattr(obj, self.key))


AUDIENCES = SectionSpec(section="audiences", model=Audience, key="code")

SPECS = (
    SectionSpec(section="site", model=SiteSettings, key="key", required=(), is_single=True),
    SectionSpec(section="districts", model=District, required=("name", "adcode", "tile_row", "tile_column", "source")),
    SectionSpec(section="enterprises", model=Enterprise, required=("name", "kind", "source")),
    SectionSpec(section="trades", model=Trade, required=("name", "source")),
    SectionSpec(section="schools", model=School, required=("name", "group", "source"), refs={"district": "districts"}),
    SectionSpec(
        section="industry_colleges",
        model=IndustryCollege,
        required=("name", "source"),
        refs={"district": "districts", "possible_same_as": "industry_colleges"},
        many={"schools": "schools", "partners": "enterprises", "trades": "trades"},
        later=("possible_same_as",),
    ),
    SectionSpec(
        section="partnerships",
        model=Partnership,
        required=("name", "kind", "source"),
        refs={"parent": "partnerships"},
        many={"enterprises": "enterprises", "schools": "schools"},
        later=("parent",),
    ),
    SectionSpec(section="figures", model=Figure, required=("label", "display", "value", "group", "source")),
    SectionSpec(
        section="figure_stories",
        model=FigureStory,
        required=("place", "source"),
        rows={
            "rows": Rows(
                model=StoryFigure,
                parent="story",
                fields=("figure", "label", "label_en", "whole"),
                required=("figure",),
                refs={"figure": "figures"},
            )
        },
    ),
    SectionSpec(section="initiatives", model=Initiative, required=("name", "text", "source")),
    SectionSpec(section="search_synonyms", model=SearchSynonym, required=("name", "source")),
    SectionSpec(
        section="venues",
        model=Venue,
        required=("name", "source"),
        refs={"school": "schools", "parent": "venues", "district": "districts"},
        later=("parent",),
    ),
    SectionSpec(
        section="weeks",
        model=ActivityWeek,
        required=("name", "starts_on", "ends_on", "source"),
        refs={"venue": "venues"},
        in_order=(("starts_on", "ends_on"),),
    ),
    SectionSpec(section="days", model=WeekDay, key="key", required=("week", "date", "source"), refs={"week": "weeks"}),
    SectionSpec(
        section="sessions",
        model=EventSession,
        required=("week", "title", "kind", "venue", "booking_mode", "source"),
        refs={"week": "weeks", "host_school": "schools", "district": "districts", "venue": "venues"},
        many={"audiences": "audiences", "industry_colleges": "industry_colleges", "trades": "trades"},
        extras=("without_samples",),
        in_order=(("opens_at", "closes_at"),),
    ),
    SectionSpec(
        section="slots",
        model=TimeSlot,
        key="key",
        required=("session", "starts_at", "ends_at", "source"),
        refs={"session": "sessions"},
        in_order=(("starts_at", "ends_at"),),
    ),
    SectionSpec(
        section="visits",
        model=ReportedVisit,
        required=("week", "activity", "source"),
        refs={"week": "weeks", "school": "schools", "district": "districts", "destination": "venues"},
    ),
    SectionSpec(
        section="story",
        model=StorySection,
        required=("week", "title", "text", "source"),
        refs={"week": "weeks"},
        many={
            "figures": "figures",
            "schools": "schools",
            "industry_colleges": "industry_colleges",
            "sessions": "sessions",
        },
    ),
    SectionSpec(
        section="graduates",
        model=Graduate,
        required=("name", "school", "source"),
        refs={"school": "schools", "employer": "enterprises"},
        many={"trades": "trades"},
        rows={
            "milestones": Rows(model=Milestone, parent="graduate", fields=("year", "text", "text_en"), required=("text",)),
        },
    ),
    SectionSpec(section="awards", model=Award, key="key", required=("name", "source"), refs={"graduate": "graduates"}),
    SectionSpec(
        section="announcements",
        model=Announcement,
        required=("title", "publish_at", "source"),
        refs={"week": "weeks"},
        in_order=(("publish_at", "unpublish_at"),),
    ),
)

BOOKINGS = SectionSpec(
    section="sample_bookings",
    model=Booking,
    key="key",
    required=("slot", "state", "people", "created_at"),
    refs={"slot": "slots"},
)

BY_SECTION = {spec.section: spec for spec in (AUDIENCES, *SPECS, BOOKINGS)}

"""What every published record has. Apps above build on these; nothing here knows them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content import clock
from content.audit_entry import AuditEntry
from content.exchange.models import ExchangeJob, ExchangeRow
from content.picture import Picture
from content.pinyin import search_words, sort_key
from content.proposed_change import ProposedChange
from content.publishing import is_public, previewed_row, public_at
from content.versions.records import Versions

__all__ = [
    "AuditEntry",
    "ExchangeJob",
    "ExchangeRow",
    "Heartbeat",
    "Picture",
    "ProposedChange",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RehearsalClock",
    "Searchable",
    "SiteSettings",
    "Sourced",
]


class RehearsalClock(models.Model):
    """How far the portal's time runs ahead of (or behind) real time for one value of PORTAL_CLOCK."""

    value = models.CharField(_("setting"), max_length=40, unique=True)
    offset = models.DurationField(_("ahead of real time by"))
    first_seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("rehearsal clock")
        verbose_name_plural = _("rehearsal clocks")

    def __str__(self):
        return self.value


class Heartbeat(models.Model):
    """When a background process was last alive, in real time."""

    name = models.CharField(_("process"), max_length=40, unique=True)
    beat_at = models.DateTimeField(_("last alive"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self):
        return self.name


class PublishedQuerySet(models.QuerySet):
    def published(self, now=None):
        """What the public sees at that moment, by default now; the row being previewed too."""
        return self.filter(self.seen_by_the_public(now or clock.now()))

    def seen_by_the_public(self, now) -> models.Q:
        previewed = previewed_row(self.model)
        condition = self.public_condition(now)
        return condition | previewed if previewed else condition

    def public_condition(self, now) -> models.Q:
        return public_at(now)


class Published(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("awaiting review")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status.choices,
        default=Status.DRAFT,
        db_index=True,
        help_text=_("The public sees published records only."),
    )
    publish_at = models.DateTimeField(
        _("public from"),
        null=True,
        blank=True,
        help_text=_("Blank: as soon as it is published."),
    )
    unpublish_at = models.DateTimeField(
        _("public until"),
        null=True,
        blank=True,
        help_text=_("Blank: for good. It then disappears by itself."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether the public sees it now."""
        return is_public(self)

    def clean(self):
        super().clean()
        if self.publish_at and self.unpublish_at and self.unpublish_at <= self.publish_at:
            raise ValidationError({"unpublish_at": _("That is not after it becomes public.")})


class Sourced(models.Model):
    """Where a record, and each of its fields, comes from.

    `source` speaks for the record; fields listed in `sample_fields` are made up for demonstration all the same.
    `quotations` are exact words of the report: a list of {"ref": sentence id, "quote": words}.
    `loaded` is what the loader last wrote, so that a later load can tell a hand-made change from its own.
    """

    class Source(models.TextChoices):
        ARTICLE = "article", _("press report")
        SAMPLE = "sample", _("sample")
        REFERENCE = "reference", _("public reference")
        EDITOR = "editor", _("entered by staff")

    source = models.CharField(
        _("source"),
        max_length=12,
        choices=Source.choices,
        default=Source.EDITOR,
        db_index=True,
        help_text=_(
            "Right for what you write yourself: “entered by staff”. Samples wear a label and are removed by one command."
        ),
    )
    sample_fields = models.JSONField(
        _("sample fields"),
        default=list,
        blank=True,
        help_text=_("Usually blank. Names of fields that are samples although the record is real, such as capacity."),
    )
    quotations = models.JSONField(
        _("quotations"),
        default=list,
        blank=True,
        help_text=_("Exact words of the report that support this record."),
    )
    editor_note = models.TextField(
        _("note to editors"),
        blank=True,
        help_text=_("What the report does not say. Never shown to the public."),
    )
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    @property
    def is_sample(self) -> bool:
        return self.source == self.Source.SAMPLE


class Searchable(models.Model):
    """Keeps `search_text` (words, pinyin, initials) and `sort_key` (pinyin order) true on every save."""

    search_fields: tuple[str, ...] = ("name", "name_en")

    search_text = models.TextField(editable=False, blank=True, default="")
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="", db_index=True)

    class Meta:
        abstract = True

    def search_source(self) -> list[str]:
        return [getattr(self, field) for field in self.search_fields]

    def index(self):
        texts = self.search_source()
        self.search_text = search_words(*texts)
        self.sort_key = sort_key(texts[0])

    def save(self, **kwargs):
        self.index()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                "search_text",
                "sort_key",
            }
        super().save(**kwargs)


class Record(Published, Sourced, Searchable):
    """A published, sourced, searchable record with an address and a history."""

    slug = models.SlugField(
        _("address name"),
        max_length=80,
        unique=True,
        help_text=_(
            "The last part of the page's address: Latin letters, digits and hyphens, such as lacquer-painting. "
            "Keep it once the page is public: printed codes lead there."
        ),
    )
    history = Versions(inherit=True, excluded_fields=["search_text", "sort_key", "loaded"])

    class Meta:
        abstract = True


class SiteSettings(models.Model):
    """The one row of what the bureau fills in: the names of site, city and campus, header and footer. Blank means not shown.

    `loaded` is what the loader of an edition last wrote, as in `Sourced`.
    """

    site_name = models.CharField(
        _("site name"),
        max_length=60,
        blank=True,
        help_text=_("Stands in the header, in search engines, on cards, in the news feed and in the code app of staff."),
    )
    site_name_en = models.CharField(_("site name (English)"), max_length=100, blank=True)
    city_name = models.CharField(
        _("city"), max_length=20, blank=True, help_text=_("As it stands in a heading, without the word for “city”.")
    )
    city_name_en = models.CharField(_("city (English)"), max_length=40, blank=True)
    city_in_addresses = models.CharField(
        _("city in addresses"), max_length=20, blank=True, help_text=_("As it stands in a postal address. Blank: as above.")
    )
    province_name = models.CharField(_("province"), max_length=20, blank=True, help_text=_("As it stands in a postal address."))
    campus_name = models.CharField(
        pgettext_lazy("of a city's schools", "campus"),
        max_length=60,
        blank=True,
        help_text=_(
            "The site where city and provincial schools stand together. Blank: there is none, and no page speaks of one."
        ),
    )
    campus_name_en = models.CharField(_("campus (English)"), max_length=100, blank=True)
    campus_short_name = models.CharField(
        _("campus, short"), max_length=20, blank=True, help_text=_("What people call it within a sentence and on the map.")
    )
    campus_short_name_en = models.CharField(_("campus, short (English)"), max_length=40, blank=True)
    organiser = models.CharField(_("organiser"), max_length=200, blank=True)
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    hotline_hours = models.CharField(_("hotline hours"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact mail"), blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    complaints = models.CharField(
        _("complaints and reports"),
        max_length=200,
        blank=True,
        help_text=_("Telephone or mail for complaints."),
    )
    privacy_officer = models.CharField(_("person responsible for personal data"), max_length=100, blank=True)
    icp_number = models.CharField(_("ICP filing number"), max_length=60, blank=True)
    police_number = models.CharField(_("public security filing number"), max_length=60, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    second_factor_required = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_(
            "Whoever publishes, sees every school or looks after accounts then logs in with a code besides the password."
        ),
    )
    password_max_age_days = models.PositiveSmallIntegerField(
        _("days a password is valid"),
        default=90,
        validators=[MaxValueValidator(3650)],
        help_text=_("After that its owner has to choose another one. 0: it does not run out."),
    )
    loaded = models.JSONField(default=dict, editable=False)
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        permissions = [("publish_records", "Can publish without asking")]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self):
        return str(_("Site settings"))

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @classmethod
    def load(cls) -> "SiteSettings":
        """The stored row, or blank settings when nobody has filled it in yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

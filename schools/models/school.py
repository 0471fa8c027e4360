from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Picture, Record
from content.richtext.fields import MarkdownField
from schools.models.district import District
from schools.models.drawing import Drawing
from schools.models.visitor_information import VisitorInformation


class Trade(Record):
    """Links sessions, industry colleges, majors and graduates of "the same trade". Editors make the links; none is inferred."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing.choices,
        blank=True,
        help_text=_("Worn by industry colleges and sessions of the trade while they have no picture. Blank: none."),
    )

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        ordering = ["sort_key"]

    def __str__(self):
        return self.name


class School(VisitorInformation, Record):
    class Group(models.TextChoices):
        CITY = "city", _("city school")
        PROVINCIAL = "provincial", _("provincial school")
        COUNTY = "county", _("county school")
        VISITING = "visiting", _("visiting middle school")

    CAMPUS_GROUPS = (Group.CITY, Group.PROVINCIAL)  # schools on the campus, in a city that has one

    class Level(models.TextChoices):
        SECONDARY = "secondary", _("secondary vocational")
        HIGHER = "higher", _("higher vocational")
        MIDDLE = "middle", _("middle school")

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    group = models.CharField(pgettext_lazy("of schools", "group"), max_length=12, choices=Group.choices)
    level = models.CharField(
        _("level"),
        max_length=12,
        choices=Level.choices,
        blank=True,
        help_text=_("Blank: not stated anywhere."),
    )
    level_basis = models.CharField(
        _("basis of the level"),
        max_length=100,
        blank=True,
        help_text=_("Filled when it is inferred, not reported."),
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        verbose_name=_("district"),
        null=True,
        blank=True,
        related_name="schools",
    )
    district_basis = models.CharField(
        _("basis of the district"), max_length=100, blank=True, help_text=_("Filled when it is inferred, not reported.")
    )
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    roles = models.JSONField(_("role in the week"), default=list, blank=True)
    roles_en = models.JSONField(_("role in the week (English)"), default=list, blank=True)
    honours = models.JSONField(_("honours"), default=list, blank=True)
    honours_en = models.JSONField(_("honours (English)"), default=list, blank=True)
    pathways = models.JSONField(_("pathways"), default=list, blank=True)
    pathways_en = models.JSONField(_("pathways (English)"), default=list, blank=True)
    introduction = MarkdownField(_("introduction"), blank=True)
    introduction_en = MarkdownField(_("introduction (English)"), blank=True)
    website = models.URLField(_("website"), blank=True)
    picture = models.ForeignKey(Picture, models.SET_NULL, verbose_name=_("picture"), null=True, blank=True)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        permissions = [("see_every_school", "Looks after every school")]
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def search_source(self):
        lists = [*self.aliases, *self.roles, *self.roles_en, *self.honours, *self.honours_en]
        return [self.name, self.name_en, *lists, self.introduction, self.introduction_en]

    @property
    def is_on_campus(self) -> bool:
        return self.group in self.CAMPUS_GROUPS


class Major(Record):
    school = models.ForeignKey(School, models.CASCADE, verbose_name=_("school"), related_name="majors")
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    code = models.CharField(
        _("catalogue code"), max_length=12, blank=True, help_text=_("From the ministry's catalogue of majors.")
    )
    years = models.PositiveSmallIntegerField(_("length in years"), null=True, blank=True)
    introduction = MarkdownField(_("introduction"), blank=True)
    trades = models.ManyToManyField(Trade, verbose_name=_("trades"), blank=True, related_name="majors")

    public_parents = ("school",)

    class Meta:
        verbose_name = _("major")
        verbose_name_plural = _("majors")
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="major_once_per_school")]

    def __str__(self):
        return self.name

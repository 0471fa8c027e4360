from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.languages import localized_value
from content.models import Record
from schools.models import District, School, VisitorInformation


class Venue(VisitorInformation, Record):
    class Kind(models.TextChoices):
        CAMPUS = "campus", _("campus")
        BUILDING = "building", _("building or room")
        OUTDOOR = "outdoor", _("outdoors")
        BASE = "base", _("training base")

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.BUILDING)
    school = models.ForeignKey(
        School,
        models.PROTECT,
        verbose_name=_("school"),
        null=True,
        blank=True,
        related_name="venues",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The building or ground it is in."),
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("district"), null=True, blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    directions_en = models.TextField(_("how to get there (English)"), blank=True)
    longitude = models.DecimalField(
        _("longitude (GCJ-02)"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("From AMap or Tencent Maps; GPS readings are off by some hundred metres."),
    )
    latitude = models.DecimalField(_("latitude (GCJ-02)"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True, help_text=_("Blank: not known."))

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True, latitude__isnull=True)
                | models.Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="venue_coordinates_whole",
                violation_error_message=_("Give both longitude and latitude, or neither."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        """With the name of what it is part of, in the active language."""
        name = localized_value(self, "name")
        if not self.parent_id:
            return name
        return gettext("%(whole)s, %(part)s") % {"whole": localized_value(self.parent, "name"), "part": name}

    @property
    def map_query(self) -> str:
        """The search term for map services: the public name without the sample label."""
        return self.name.replace("（示例场地）", "")

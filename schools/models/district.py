from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Record
from schools.models.drawing import Texture


class District(Record):
    """A county-level division; `tile_row` and `tile_column` are its position on the schematic map, from 0."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    adcode = models.CharField(_("division code"), max_length=6, unique=True, help_text=_("Six digits."))
    pinyin = models.CharField(_("pinyin"), max_length=60, blank=True)
    tile_row = models.PositiveSmallIntegerField(
        _("tile row"), help_text=_("Its place on the tile map, from 0 at the top to 9; a scheme, not a map.")
    )
    tile_column = models.PositiveSmallIntegerField(
        _("tile column"), help_text=_("From 0 at the left to 7. The campus stands where two rows of three columns are free.")
    )
    tile_drawing = models.CharField(
        _("drawing of the tile"),
        max_length=12,
        choices=Texture.choices,
        blank=True,
        help_text=_("Shown once the district has a school or an industry college. Blank: the plain dark tile."),
    )
    is_mentioned = models.BooleanField(_("mentioned in the report"), default=False)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["adcode"]
        constraints = [
            models.UniqueConstraint(fields=["tile_row", "tile_column"], name="district_tile_unique"),
            models.CheckConstraint(
                condition=models.Q(tile_row__lte=9, tile_column__lte=7),
                name="district_tile_on_map",
            ),
        ]

    def __str__(self):
        return self.name

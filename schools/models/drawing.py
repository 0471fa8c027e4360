"""The site's own pictures: line drawings of trades, each on the texture of one craft.

A drawing is the symbol art-<value> of the icon sprite, a texture the file static/img/<value>.svg.
"""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Texture(models.TextChoices):
    """Shown on a district's tile, and behind a drawing."""

    LACQUER = "lacquer", _("lacquer")
    GLASS = "glass", _("glass")
    LOOM = "loom", _("loom")
    IRON = "iron", _("iron")


class Drawing(models.TextChoices):
    """Shown with a trade where there is no picture."""

    LACQUER = "lacquer", pgettext_lazy("drawing", "lacquer box and brush")
    BOWL = "bowl", pgettext_lazy("drawing", "bowl and brush")
    GLASS = "glass", pgettext_lazy("drawing", "glass vase and goblet")
    HYDRAULIC = "hydraulic", pgettext_lazy("drawing", "hydraulic cylinder")
    FITTING = "fitting", pgettext_lazy("drawing", "pipe fitting")
    CALIPER = "caliper", pgettext_lazy("drawing", "vernier caliper")
    LAB = "lab", pgettext_lazy("drawing", "microscope and test tubes")
    NEEDLE = "needle", pgettext_lazy("drawing", "acupuncture needles")
    ROBOT = "robot", pgettext_lazy("drawing", "humanoid robot")
    CAR = "car", pgettext_lazy("drawing", "remote-controlled car")
    DRUM = "drum", pgettext_lazy("drawing", "drum")
    BOARD = "board", pgettext_lazy("drawing", "display boards")
    GATE = "gate", pgettext_lazy("drawing", "campus gate")
    LECTERN = "lectern", pgettext_lazy("drawing", "lectern")
    AID = "aid", pgettext_lazy("drawing", "first-aid case")
    CAMERA = "camera", pgettext_lazy("drawing", "camera")
    COMPUTER = "computer", pgettext_lazy("drawing", "computer and phone")
    SHIELD = "shield", pgettext_lazy("drawing", "shield")
    WHISTLE = "whistle", pgettext_lazy("drawing", "whistle and stopwatch")

    @property
    def texture(self) -> Texture:
        return TEXTURES[self]


TEXTURES = {
    Drawing.LACQUER: Texture.LACQUER,
    Drawing.BOWL: Texture.LACQUER,
    Drawing.GLASS: Texture.GLASS,
    Drawing.HYDRAULIC: Texture.LOOM,
    Drawing.FITTING: Texture.IRON,
    Drawing.CALIPER: Texture.IRON,
    Drawing.LAB: Texture.GLASS,
    Drawing.NEEDLE: Texture.GLASS,
    Drawing.ROBOT: Texture.IRON,
    Drawing.CAR: Texture.LOOM,
    Drawing.DRUM: Texture.LACQUER,
    Drawing.BOARD: Texture.IRON,
    Drawing.GATE: Texture.LACQUER,
    Drawing.LECTERN: Texture.LOOM,
    Drawing.AID: Texture.GLASS,
    Drawing.CAMERA: Texture.LOOM,
    Drawing.COMPUTER: Texture.IRON,
    Drawing.SHIELD: Texture.LOOM,
    Drawing.WHISTLE: Texture.GLASS,
}


def find_texture(drawings: Sequence[str]) -> str:
    """Return the texture behind drawings: that of the first."""
    return Drawing(drawings[0]).texture.value if drawings else Texture.LACQUER.value


class Drawn(models.Model):
    """What wears a drawing while it has no picture: its own, otherwise that of its trades."""

    drawing = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Drawing.choices,
        blank=True,
        help_text=_("Stands where there is no picture. Blank: that of its trades."),
    )

    class Meta:
        abstract = True

    def list_drawings(self, trades: Iterable) -> list[str]:
        """Return its own drawing, otherwise those of these trades, each once; an empty list without any."""
        if self.drawing:
            return [self.drawing]
        return list(dict.fromkeys(trade.drawing for trade in trades if trade.drawing))

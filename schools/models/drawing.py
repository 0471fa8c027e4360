"""The drawings of the house: each has a texture (static/img/<name>.svg) and a symbol in the sprite of icons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Drawing(models.TextChoices):
    """What stands beside a trade, and under a district's tile, while there is no picture."""

    LACQUER = "lacquer", _("lacquer")
    GLASS = "glass", _("glass")
    LOOM = "loom", _("loom")
    IRON = "iron", _("iron")

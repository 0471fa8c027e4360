"""The site's own drawings: each has a texture (static/img/<name>.svg) and a symbol in the icon sprite."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Drawing(models.TextChoices):
    """Shown with a trade and on a district's tile where there is no picture."""

    LACQUER = "lacquer", _("lacquer")
    GLASS = "glass", _("glass")
    LOOM = "loom", _("loom")
    IRON = "iron", _("iron")

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models.published import Published
from content.models.searchable import Searchable
from content.models.sourced import Sourced


class Record(Published, Sourced, Searchable):
    """A published, sourced, searchable record with a slug and a history."""

    slug = models.SlugField(
        _("address name"),
        max_length=80,
        unique=True,
        help_text=_(
            "The last part of the page's address: Latin letters, digits and hyphens, such as lacquer-painting. "
            "Keep it once the page is public: printed codes lead there."
        ),
    )
    history = Versions(inherit=True, excluded_fields=[*Searchable.worked_out_fields, "loaded"])

    class Meta:
        abstract = True

"""A graduate on the picture of a shared link: name, school, what the report says in one line. Nothing for machines beyond."""

from django.utils.translation import gettext as _

from alumni.models import Graduate
from content.share_images.card import Card
from content.languages import words
from content.share_metadata import sample_word
from content.site_names import site_name


def graduate_card(graduate: Graduate, site) -> Card:
    return Card(
        site=site_name(site),
        title=words(graduate, "name"),
        lines=tuple(filter(None, (words(graduate.school, "name"), words(graduate, "summary")))),
        word=_("Graduate"),
        seal=graduate.seal,
        tag=sample_word(graduate),
    )

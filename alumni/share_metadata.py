"""Preview card of a graduate for shared links: name, school, summary. There is no schema.org data about graduates."""

from django.utils.translation import gettext as _

from alumni.models import Graduate
from content.languages import localized_value
from content.sample_marks import sample_label
from content.share_images.card import Card
from content.site_names import site_name


def build_graduate_card(graduate: Graduate, site) -> Card:
    return Card(
        site=site_name(site),
        title=localized_value(graduate, "name"),
        lines=tuple(filter(None, (localized_value(graduate.school, "name"), localized_value(graduate, "summary")))),
        word=_("Graduate"),
        seal=graduate.seal,
        tag=sample_label(graduate.sample_parts),
    )

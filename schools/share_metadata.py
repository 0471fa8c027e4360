"""Preview cards and schema.org data of schools and industry colleges."""

from django.utils.translation import gettext as _

from content.absolute_urls import prepend_base_url
from content.languages import localized_value
from content.pictures.markup import rendition_url
from content.sample_marks import sample_label
from content.schema_org import organisation_data
from content.share_images.card import Card
from content.site_names import campus_name, campus_short_name, schema_address, site_name
from schools.models import IndustryCollege, School, Texture, find_texture


def group_label(school: School, site) -> str:
    """Return the label of the school's group, with the name of the campus it stands on in a city that has one."""
    campus = campus_short_name(site)
    if campus and school.group == School.Group.CITY:
        return _("city school on the %(campus)s") % {"campus": campus}
    if campus and school.group == School.Group.PROVINCIAL:
        return _("provincial school on the %(campus)s") % {"campus": campus}
    return school.get_group_display()


def build_school_card(school: School, site) -> Card:
    place = (campus_name(site) if school.is_on_campus else "") or place_name(school)
    return Card(
        site=site_name(site),
        title=school.phrases_of(localized_value(school, "name")),
        lines=(place,) if place else (),
        word=group_label(school, site),
        seal=school.name[:1],
        tag=sample_label(school.sample_parts),
        texture=(school.district and school.district.tile_drawing) or Texture.LACQUER.value,
    )


def build_college_card(college: IndustryCollege, site) -> Card:
    drawings = college.list_drawings(college.trades.all())
    return Card(
        site=site_name(site),
        title=college.phrases_of(localized_value(college, "name")),
        lines=tuple(filter(None, (place_name(college),))),
        word=_("Industry college"),
        seal=college.name[:1],
        tag=sample_label(college.sample_parts),
        drawings=tuple(drawings),
        texture=find_texture(drawings),
    )


def place_name(record) -> str:
    """Return the district in the page's language, blank where there is none."""
    return localized_value(record.district, "name") if record.district else ""


def school_schema_data(school: School, site) -> dict:
    optional = {
        "alternateName": school.aliases,
        "telephone": school.phone,
        "sameAs": school.website,
        "image": share_picture_url(school),
    }
    is_on_campus = school.is_on_campus and campus_name(site)
    address = schema_address(site, street=school.address, district="" if is_on_campus else district_name(school))
    return (
        organisation_data(school, "school_detail")
        | {"address": address}
        | {name: value for name, value in optional.items() if value}
    )


def college_schema_data(college: IndustryCollege, site) -> dict:
    members = [organisation_data(school, "school_detail") for school in college.schools.all()]
    optional = {"image": share_picture_url(college), "parentOrganization": members}
    address = {"address": schema_address(site, district=district_name(college))}
    return organisation_data(college, "college_detail") | address | {name: value for name, value in optional.items() if value}


def district_name(record) -> str:
    """Return the district's Chinese name, for schema.org; blank where there is none."""
    return record.district.name if record.district else ""


def share_picture_url(record) -> str:
    return prepend_base_url(rendition_url(record.picture, 1280)) if record.picture else ""

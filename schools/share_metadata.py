"""Schools and industry colleges on cards, and for search engines as schema.org describes a school."""

from django.utils.translation import gettext as _

from content.absolute_urls import prepend_base_url
from content.languages import localized_value
from content.pictures.markup import rendition_url
from content.schema_org import organisation_data
from content.share_images.card import Card
from content.share_metadata import sample_label
from content.site_names import campus_name, campus_short_name, schema_address, site_name
from schools.models import IndustryCollege, School


def group_label(school: School, site) -> str:
    """What kind of school it is; with the campus it stands on, in a city that has one."""
    campus = campus_short_name(site)
    if campus and school.group == School.Group.CITY:
        return _("city school on the %(campus)s") % {"campus": campus}
    if campus and school.group == School.Group.PROVINCIAL:
        return _("provincial school on the %(campus)s") % {"campus": campus}
    return school.get_group_display()


def build_school_card(school: School, site) -> Card:
    where = (campus_name(site) if school.is_on_campus else "") or place_name(school)
    return Card(
        site=site_name(site),
        title=localized_value(school, "name"),
        lines=(where,) if where else (),
        word=group_label(school, site),
        seal=school.name[:1],
        tag=sample_label(school),
    )


def build_college_card(college: IndustryCollege, site) -> Card:
    return Card(
        site=site_name(site),
        title=localized_value(college, "name"),
        lines=tuple(filter(None, (place_name(college),))),
        word=_("Industry college"),
        seal=college.name[:1],
        tag=sample_label(college),
    )


def place_name(record) -> str:
    return localized_value(record.district, "name") if record.district else ""


def school_schema_data(school: School, site) -> dict:
    known = {
        "alternateName": school.aliases,
        "telephone": school.phone,
        "sameAs": school.website,
        "image": share_picture_url(school),
    }
    is_on_campus = school.is_on_campus and campus_name(site)
    place = schema_address(site, street=school.address, district="" if is_on_campus else district_name(school))
    return (
        organisation_data(school, "school_detail") | {"address": place} | {name: value for name, value in known.items() if value}
    )


def college_schema_data(college: IndustryCollege, site) -> dict:
    members = [organisation_data(school, "school_detail") for school in college.schools.all()]
    known = {"image": share_picture_url(college), "parentOrganization": members}
    place = {"address": schema_address(site, district=district_name(college))}
    return organisation_data(college, "college_detail") | place | {name: value for name, value in known.items() if value}


def district_name(record) -> str:
    return record.district.name if record.district else ""


def share_picture_url(record) -> str:
    return prepend_base_url(rendition_url(record.picture, 1280)) if record.picture else ""

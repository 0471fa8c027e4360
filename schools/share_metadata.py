"""Schools and industry colleges on cards, and for search engines as schema.org describes a school."""

from django.utils.translation import gettext as _

from content.share_images.card import Card
from content.languages import words
from content.absolute_urls import absolute
from content.pictures.markup import url_at_least
from content.share_metadata import sample_word
from content.site_names import campus_name, campus_short_name, schema_address, site_name
from content.schema_org import organisation
from schools.models import IndustryCollege, School


def group_label(school: School, site) -> str:
    """What kind of school it is; with the campus it stands on, in a city that has one."""
    campus = campus_short_name(site)
    if campus and school.group == School.Group.CITY:
        return _("city school on the %(campus)s") % {"campus": campus}
    if campus and school.group == School.Group.PROVINCIAL:
        return _("provincial school on the %(campus)s") % {"campus": campus}
    return school.get_group_display()


def school_card(school: School, site) -> Card:
    where = (campus_name(site) if school.is_on_campus else "") or place_name(school)
    return Card(
        site=site_name(site),
        title=words(school, "name"),
        lines=(where,) if where else (),
        word=group_label(school, site),
        seal=school.name[:1],
        tag=sample_word(school),
    )


def college_card(college: IndustryCollege, site) -> Card:
    return Card(
        site=site_name(site),
        title=words(college, "name"),
        lines=tuple(filter(None, (place_name(college),))),
        word=_("Industry college"),
        seal=college.name[:1],
        tag=sample_word(college),
    )


def place_name(record) -> str:
    return words(record.district, "name") if record.district else ""


def school_data(school: School, site) -> dict:
    known = {
        "alternateName": school.aliases,
        "telephone": school.phone,
        "sameAs": school.website,
        "image": picture_of(school),
    }
    is_on_campus = school.is_on_campus and campus_name(site)
    place = schema_address(site, street=school.address, district="" if is_on_campus else district_of(school))
    return organisation(school, "school_detail") | {"address": place} | {name: value for name, value in known.items() if value}


def college_data(college: IndustryCollege, site) -> dict:
    members = [organisation(school, "school_detail") for school in college.schools.all()]
    known = {"image": picture_of(college), "parentOrganization": members}
    place = {"address": schema_address(site, district=district_of(college))}
    return organisation(college, "college_detail") | place | {name: value for name, value in known.items() if value}


def district_of(record) -> str:
    return record.district.name if record.district else ""


def picture_of(record) -> str:
    return absolute(url_at_least(record.picture, 1280)) if record.picture else ""

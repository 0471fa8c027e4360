"""Schools and industry colleges on cards, and for search engines as schema.org describes a school."""

from django.utils.translation import gettext as _

from content.cards.card import Card
from content.languages import words
from content.links import absolute
from content.pictures.markup import url_at_least
from content.sharing import sample_word, site_name
from content.structured import address, organisation
from schools.models import IndustryCollege, School


def school_card(school: School, site) -> Card:
    where = _("Jinzhong vocational education campus") if school.is_on_campus else place_name(school)
    return Card(
        site=site_name(site),
        title=words(school, "name"),
        lines=(where,) if where else (),
        word=school.get_group_display(),
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


def school_data(school: School) -> dict:
    known = {
        "alternateName": school.aliases,
        "telephone": school.phone,
        "sameAs": school.website,
        "image": picture_of(school),
    }
    place = address(street=school.address, district="" if school.is_on_campus else district_of(school))
    return organisation(school, "school_detail") | {"address": place} | {name: value for name, value in known.items() if value}


def college_data(college: IndustryCollege) -> dict:
    members = [organisation(school, "school_detail") for school in college.schools.all()]
    known = {"image": picture_of(college), "parentOrganization": members}
    place = {"address": address(district=district_of(college))}
    return organisation(college, "college_detail") | place | {name: value for name, value in known.items() if value}


def district_of(record) -> str:
    return record.district.name if record.district else ""


def picture_of(record) -> str:
    return absolute(url_at_least(record.picture, 1280)) if record.picture else ""

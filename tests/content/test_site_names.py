"""Names of the site, its city and its campus come from one place."""

import pytest
from django.utils.translation import override

from content.models import SiteSettings
from content.site_names import campus_name, campus_short_name, city_name, schema_address, site_name

FILLED = SiteSettings(
    site_name="柳溪职教周",
    site_name_en="Willowbrook Skills Week",
    city_name="柳溪",
    city_in_addresses="柳溪市",
    province_name="云川省",
    campus_name="柳溪技能湾",
    campus_short_name="技能湾",
)


def test_names_are_those_of_the_settings():
    assert (site_name(FILLED), city_name(FILLED), campus_name(FILLED), campus_short_name(FILLED)) == (
        "柳溪职教周",
        "柳溪",
        "柳溪技能湾",
        "技能湾",
    )
    with override("en"):
        assert (site_name(FILLED), city_name(FILLED)) == ("Willowbrook Skills Week", "柳溪")


def test_a_site_without_names_has_a_general_one_and_no_campus():
    assert site_name(SiteSettings()) == "职业教育活动周"
    assert (city_name(SiteSettings()), campus_short_name(SiteSettings())) == ("", "")
    assert campus_short_name(SiteSettings(campus_name="柳溪技能湾")) == "职教园区"


@pytest.mark.parametrize(
    ("site", "known"),
    [
        (FILLED, {"addressLocality": "柳溪市石桥县", "addressRegion": "云川省"}),
        (SiteSettings(city_name="柳溪"), {"addressLocality": "柳溪石桥县"}),
    ],
)
def test_an_address_says_what_is_known(site, known):
    assert schema_address(site, district="石桥县") == {"@type": "PostalAddress", "addressCountry": "CN", **known}


def test_there_is_one_row_of_settings_however_it_is_made(db):
    SiteSettings(site_name="先").save()
    SiteSettings(site_name="后").save()
    assert [(row.pk, row.site_name) for row in SiteSettings.objects.all()] == [(1, "后")]

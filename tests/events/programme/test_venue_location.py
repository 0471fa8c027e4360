"""What is known of a venue's place, and the links that open it in a map."""

from decimal import Decimal

import pytest
from django.urls import reverse

from content.models import SiteSettings
from events.programme.maps import map_links
from events.programme.venue_location import locate_venue
from tests.factories import DistrictFactory, SchoolFactory, TimeSlotFactory, VenueFactory

pytestmark = pytest.mark.django_db

SITE = SiteSettings(pk=1, city_name="柳溪", campus_name="柳溪职教港", campus_short_name="职教港")


@pytest.fixture
def campus():
    return VenueFactory(name="职教港", kind="campus")


def page(client, venue):
    session = TimeSlotFactory(session__venue=venue).session
    return client.get(reverse("session_detail", args=[session.slug])).content.decode()


def test_a_room_in_a_school_on_the_campus(client, campus):
    school, other = SchoolFactory(name="卫生学校"), SchoolFactory(name="艺术学校", group="provincial")
    found = locate_venue(VenueFactory(name="卫生学校急救室", school=school, parent=campus), SITE)
    assert (found.room, found.campus, found.schools) == ("急救室", campus, (school, other))
    shown = page(client, found.venue)
    assert 'aria-current="location"' in shown
    assert "示意图" in shown


def test_the_whole_campus_and_a_place_of_no_school(client, campus):
    SchoolFactory()
    assert locate_venue(campus, SITE).is_whole_campus
    assert "venue-location__ground--here" in page(client, campus)
    square = locate_venue(VenueFactory(name="广场", parent=campus), SITE)
    assert (square.school, square.room) == (None, "广场")


def test_a_school_elsewhere_is_said_not_to_be_on_the_campus(client):
    SITE.save()
    district = DistrictFactory(name="祁县")
    found = locate_venue(VenueFactory(school=SchoolFactory(group="county", district=district)), SITE)
    assert (found.is_on_campus, found.district, found.schools) == (False, district, ())
    assert "不在职教港" in page(client, found.venue)


def test_where_nothing_is_known_nothing_is_drawn(client):
    venue = VenueFactory(name="职业学校")
    assert locate_venue(venue, SITE) is None
    assert "venue-location" not in page(client, venue)


def test_maps_are_asked_for_the_name_without_its_label():
    links = dict(map_links(VenueFactory(name="广场（示例场地）"), "柳溪"))
    assert len(links) == 4
    assert all("%E5%B9%BF%E5%9C%BA" in url and "%E7%A4%BA" not in url for url in links.values())
    assert sum("%E6%9F%B3%E6%BA%AA" in url for url in links.values()) == 3


def test_maps_are_asked_without_a_city_nobody_has_named():
    assert not any("city=" in url or "region=" in url for _name, url in map_links(VenueFactory(name="广场"), ""))


def test_without_a_campus_no_place_is_said_not_to_be_on_it(client):
    found = locate_venue(VenueFactory(school=SchoolFactory(group="city")), SiteSettings())
    assert (found.is_on_campus, found.campus_short_name) == (False, "")
    assert "示意图：图上不表示方位和远近。" in page(client, found.venue)


def test_each_map_gets_coordinates_in_its_own_order():
    venue = VenueFactory(name="广场", longitude=Decimal("112.700000"), latitude=Decimal("37.680000"))
    amap, tencent, baidu, apple = (url for _name, url in map_links(venue, "柳溪"))
    assert "position=112.7,37.68" in amap
    assert "coord:37.68,112.7" in tencent
    assert "location=37.68,112.7" in baidu
    assert "coord_type=gcj02" in baidu
    assert "ll=37.68,112.7" in apple

"""Slots to choose from: a short list as it is, many by day and hour."""

import datetime as dt

import pytest

from events.bookings.slot_choices import MOST_IN_ONE_LIST
from events.models import EventSession, TimeSlot
from tests.events.bookings.conftest import at, book, form_data, make_slot

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


@pytest.fixture
def hundred(session):
    """Twenty slots on each of five days, from 08:00, every half hour."""
    starts = [at("05-14 08:00") + dt.timedelta(days=number // 20, minutes=30 * (number % 20)) for number in range(100)]
    return [
        TimeSlot.objects.create(
            session=session, starts_at=start, ends_at=start + dt.timedelta(minutes=25), capacity=10, kept_back=0
        )
        for start in starts
    ]


def list_choices(page):
    return [choice for day in page.context["slot_days"] for hour in day.hours for choice in hour.choices]


def test_a_short_list_names_day_and_time_of_each_slot(client, session, now):
    for number in range(MOST_IN_ONE_LIST):
        make_slot(session, f"05-17 {8 + number}:00", f"05-17 {8 + number}:50")
    page = client.get(URL)
    [day] = page.context["slot_days"]
    assert not day.label
    assert [choice.label.split("，")[0] for choice in list_choices(page)][0] == "5月17日 周六 08:00–08:50"
    assert "<details" not in page.content.decode().partition('id="div_id_slot"')[2].partition("</form>")[0]


def test_a_hundred_slots_are_told_by_day_and_hour(client, hundred, now):
    page = client.get(URL, {"slot": hundred[45].pk})
    days = page.context["slot_days"]
    assert [day.label for day in days] == ["5月14日 周三", "5月15日 周四", "5月16日 周五", "5月17日 周六", "5月18日 周日"]
    assert [day.is_unfolded for day in days] == [False, False, True, False, False]
    assert [hour.label for hour in days[0].hours] == [f"{hour:02}:00" for hour in range(8, 18)]
    assert {len(hour.choices) for day in days for hour in day.hours} == {2}
    assert [choice.slot_id for choice in list_choices(page)] == [str(slot.pk) for slot in hundred]
    assert [choice.slot_id for choice in list_choices(page) if choice.is_chosen] == [str(hundred[45].pk)]
    html = page.content.decode()
    assert html.count('name="slot"') == 100
    assert len({choice.html_id for choice in list_choices(page)}) == 100


def test_any_of_a_hundred_slots_can_be_booked(client, hundred, now):
    assert client.post(URL, form_data(hundred[99])).status_code == 302
    hundred[99].refresh_from_db()
    assert hundred[99].places_taken == 1


def test_the_day_of_what_was_chosen_is_unfolded_when_the_form_comes_back(client, hundred, now):
    page = client.post(URL, form_data(hundred[70], phone="12"))
    assert [day.is_unfolded for day in page.context["slot_days"]] == [False, False, False, True, False]


def test_full_days_say_so_and_full_slots_can_only_be_waited_for(client, hundred, now):
    TimeSlot.objects.filter(pk__in=[slot.pk for slot in hundred[:20]]).update(places_taken=10)
    page = client.get(URL)
    assert [day.bookable for day in page.context["slot_days"]] == [0, 20, 20, 20, 20]
    assert page.context["slot_days"][1].is_unfolded, "the day of the first slot that can be booked"


def test_a_slot_of_another_session_is_not_taken(client, session, slot, now):
    other = EventSession.objects.create(
        slug="other",
        week=session.week,
        venue=session.venue,
        title="别的",
        kind="visit",
        booking_mode="individual",
        status="published",
    )
    foreign = make_slot(other)
    for wrong in (foreign.pk, foreign.pk + 1000, 2**63 - 1, "9" * 19):
        page = client.post(URL, form_data(slot, slot=wrong))
        assert page.status_code == 200
        assert page.context["form"].errors["slot"]
    foreign.refresh_from_db()
    assert foreign.places_taken == 0


def test_what_is_wrong_elsewhere_does_not_hide_that_the_slot_is_unknown(client, slot, now):
    page = client.post(URL, form_data(slot, slot=slot.pk + 1000, phone="12"))
    assert set(page.context["form"].errors) == {"slot", "phone"}


def test_a_refusal_shows_the_places_of_now(client, session, now):
    slot = make_slot(session, capacity=2)
    book(slot, "13900000001", people=1, now=now)
    page = client.post(URL, form_data(slot, people="2"))
    assert page.status_code == 409
    assert list_choices(page)[0].label.endswith("余1席")

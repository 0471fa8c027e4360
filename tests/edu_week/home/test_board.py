"""What the home page says at the edges: nothing on, nothing left, everything cancelled or full, midnight."""

import re

import pytest
from django.db.models import F
from django.urls import reverse

from events.models import EventSession, TimeSlot
from tests.edu_week.home.home_records import make_session, make_week, portal_time
from tests.factories import TradeFactory
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return make_week()


@pytest.fixture
def board(client, clock_at):
    """What the page was given at that moment, and its words under `html`."""

    def at_moment(text):
        clock_at(text)
        response = client.get(reverse("home"))
        names = response.context.keys()
        given = {name: response.context[name] for name in names}
        return given | {"html": html_without_breaks(response)}

    return at_moment


def slugs(rows):
    return [row.session.slug for row in rows]


def test_between_two_sessions_nothing_is_on_and_the_next_is_named(week, board):
    make_session(week, "early", start="05-13T09:00", end="05-13T10:00")
    make_session(week, "late", start="05-13T14:00", end="05-13T15:00")
    found = board("2025-05-13T11:00")
    assert (found["nothing_on_reason"], slugs(found["coming"]), found["next_is_today"]) == ("between", ["late"], True)
    assert "此刻没有正在进行的活动。" in found["html"]


def test_in_the_evening_tomorrow_is_named(week, board):
    make_session(week, "today", start="05-13T14:00", end="05-13T15:00")
    make_session(week, "tomorrow", start="05-14T09:00", end="05-14T10:00")
    found = board("2025-05-13T15:00")
    assert (found["nothing_on_reason"], slugs(found["coming"]), found["next_is_today"]) == ("evening", ["tomorrow"], False)
    assert f"{reverse('programme')}?day=2025-05-14" in found["html"]


def test_a_day_without_sessions_says_so(week, board):
    make_session(week, "later", start="05-17T09:00", end="05-17T10:00")
    assert board("2025-05-13T10:00")["nothing_on_reason"] == "none"


def test_a_day_on_which_all_is_cancelled_says_so(week, board):
    make_session(week, "off")
    make_session(week, "later", start="05-17T09:00", end="05-17T10:00")
    TimeSlot.objects.filter(session__slug="off").update(cancelled_at=portal_time("05-12T09:00"), cancel_reason="大风")
    found = board("2025-05-13T09:00")
    assert (found["nothing_on_reason"], slugs(found["coming"])) == ("cancelled", ["later"])
    assert "今天的活动都取消了。" in found["html"]


def test_what_can_be_booked_leads_whatever_is_full_or_closed_before_it(week, board):
    make_session(week, "closed", start="05-13T09:20", end="05-13T10:00")
    make_session(week, "full", start="05-14T09:00", end="05-14T10:00")
    make_session(week, "room", start="05-17T09:00", end="05-17T10:00")
    TimeSlot.objects.filter(session__slug="full").update(places_taken=F("bookable"))
    found = board("2025-05-13T09:00")
    assert (found["coming_is_bookable"], slugs(found["coming"]), found["next_is_full"]) == (True, ["room"], False)
    hero = found["html"].split("</ul>")[0]
    assert ("最近可约" in found["html"], "5月17日 周六" in found["html"]) == (True, True)
    assert "接下来" not in hero


def test_a_day_on_which_all_is_full_says_so(week, board):
    make_session(week, "full", start="05-14T09:00", end="05-14T10:00", booking_mode="class")
    TimeSlot.objects.filter(session__slug="full").update(places_taken=20)
    found = board("2025-05-13T09:00")
    assert (found["coming_is_bookable"], slugs(found["coming"]), found["next_is_full"]) == (False, ["full"], True)
    assert "now-board__full" in found["html"]


def counts(found) -> dict:
    return {way["code"]: way["count"] for way in found["ways"]}


def open_to(week, slug, mode, *audiences, **more):
    session = make_session(week, slug, booking_mode=mode, start="05-15T09:00", end="05-15T10:00", **more)
    session.audiences.set(audiences)
    TimeSlot.objects.filter(session=session).update(capacity=60, bookable=60)
    return session


def test_each_way_counts_what_its_audience_can_book(week, board):
    open_to(week, "family-only", "individual", "family", "class")
    open_to(week, "class-only", "class", "class", "family", "public")
    open_to(week, "both", "both", "family", "class", "public")
    open_to(week, "free", "none", "family", "class", "public")
    assert counts(board("2025-05-13T09:00")) == {"family": 2, "class": 2, "public": 1}


@pytest.mark.parametrize("moment", ["2025-05-08T10:00", "2025-05-13T09:00", "2025-05-14T13:00"])
def test_each_way_counts_as_its_programme_does(client, week, board, moment):
    open_to(week, "family-only", "individual", "family", "class")
    open_to(week, "class-only", "class", "class", "family")
    open_to(week, "both", "both", "family", "class", "public")
    for code, count in counts(board(moment)).items():
        shown = client.get(reverse("programme"), {"audience": code, "open": "1"}).context
        assert (code, shown["sessions"], shown["open_count"]) == (code, count, count)


def test_when_booking_for_classes_has_closed_only_the_class_loses_the_session(week, board):
    open_to(week, "both", "both", "family", "class")
    assert counts(board("2025-05-14T11:00")) == {"family": 1, "class": 1, "public": 0}
    assert counts(board("2025-05-14T12:00")) == {"family": 1, "class": 0, "public": 0}


def test_a_class_that_no_longer_fits_is_not_counted(week, board):
    session = open_to(week, "both", "both", "class")
    TimeSlot.objects.filter(session=session).update(places_taken=50)  # 10 pupils need an adult
    assert counts(board("2025-05-13T09:00"))["class"] == 0


@pytest.mark.parametrize("moment", ["2025-05-08T10:00", "2025-05-13T09:00"])
def test_the_page_offers_no_visit_of_classes_to_others_and_says_one_number_for_each_way(week, board, moment):
    open_to(week, "class-only", "class", "class", "family")
    open_to(week, "open", "individual", "family")
    found = board(moment)
    assert slugs(found["bookable"]) == ["open"]
    html = " ".join(found["html"].split())
    for code in ("family", "class", "public"):
        assert f'href="{reverse("programme")}?audience={code}"' in html
    assert html.count("1项可约") == 2
    assert re.findall(r"\d+项(?!可约)", html) == []


def test_a_teachers_first_link_is_the_plan_of_a_day(week, board):
    open_to(week, "class-only", "class", "class")
    section = board("2025-05-13T09:00")["html"].split('id="h-class"')[1]
    assert section.index(reverse("plan_times")) < section.index("?audience=class")


def test_on_the_last_evening_the_week_is_over_though_the_day_is_not(week, board):
    make_session(week, "last", start="05-18T14:00", end="05-18T15:00")
    found = board("2025-05-18T23:59")
    assert (found["phase"], found["nothing_on_reason"], found["coming"]) == ("during", "over", [])
    assert 'id="h-now"' not in found["html"]


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        ("2025-05-11T15:59:59+00:00", "before"),
        ("2025-05-11T16:00:00+00:00", "during"),
        ("2025-05-18T15:59:59+00:00", "during"),
        ("2025-05-18T16:00:00+00:00", "after"),
    ],
)
def test_the_days_turn_at_midnight_in_shanghai(week, board, moment, phase):
    assert board(moment)["phase"] == phase


def test_a_session_stands_once_with_the_time_that_still_has_places(week, board):
    session = make_session(week, "cups", start="05-14T10:00", end="05-14T11:00", booking_mode="class")
    TimeSlot.objects.update(places_taken=20)
    TimeSlot.objects.create(
        session=session, starts_at=portal_time("05-14T14:00"), ends_at=portal_time("05-14T15:00"), capacity=20
    )
    (row,) = board("2025-05-13T09:00")["coming"]
    assert row.slot.starts_at == portal_time("05-14T14:00")


def test_what_everybody_may_enter_comes_before_a_visit_of_classes(week, board):
    make_session(week, "visit", booking_mode="class", start="05-13T09:00", end="05-13T11:00")
    make_session(week, "talk", booking_mode="none", start="05-13T09:30", end="05-13T11:00")
    found = board("2025-05-13T10:00")
    assert slugs(found["on_now"]) == ["talk", "visit"]
    assert "班级专场" in found["html"]


def test_many_sessions_at_once_are_not_all_listed(week, board):
    for number in range(8):
        make_session(week, f"at-once-{number}", f"体验{number}")
    found = board("2025-05-13T10:10")
    assert len(found["on_now"]) == 2


def test_before_the_week_the_next_opening_is_announced(week, board):
    make_session(week, "open", start="05-12T10:00", end="05-12T11:00")
    make_session(week, "soon", start="05-17T10:00", end="05-17T11:00")
    found = board("2025-05-07T09:00")
    assert slugs(found["bookable"]) == ["open"]
    assert found["opening"] == portal_time("05-10T08:00")
    assert "5月10日 周六 08:00" in " ".join(found["html"].split())


def test_highlights_are_offered_first_and_what_is_for_classes_is_not(week, board):
    make_session(week, "class", start="05-12T09:00", end="05-12T10:00", is_highlight=True, booking_mode="class")
    make_session(week, "plain", start="05-12T10:00", end="05-12T11:00")
    make_session(week, "chosen", start="05-12T14:00", end="05-12T15:00", is_highlight=True)
    assert slugs(board("2025-05-07T09:00")["bookable"]) == ["chosen", "plain"]


@pytest.mark.parametrize("moment", ["2025-05-07T09:30", "2025-05-13T09:30"])
def test_places_on_the_page_are_kept_live(week, board, moment):
    make_session(week, "open", start="05-14T10:00", end="05-14T11:00")
    html = board(moment)["html"]
    slot = TimeSlot.objects.get()
    assert f'data-slot="{slot.pk}"' in html
    assert f'data-availability-url="{reverse("availability_json")}"' in html
    assert "js/live-seats" in html


def test_a_title_of_sixty_characters_stands_whole(week, board):
    make_session(week, "long", "长" * 60)
    assert board("2025-05-13T10:10")["html"].count("长" * 60) == 2
    assert EventSession._meta.get_field("title").max_length >= 60


def test_each_drawing_is_shown_once_among_the_crafts(week, board):
    glass, lab = TradeFactory(drawing="glass"), TradeFactory(drawing="lab")
    for slug, trade in (("vase", glass), ("bowl", glass), ("test", lab)):
        make_session(week, slug, start="05-14T09:00", end="05-14T10:00").trades.add(trade)
    make_session(week, "tour", start="05-14T09:00", end="05-14T10:00", drawing="gate")
    EventSession.objects.filter(slug="bowl").update(is_highlight=True)
    assert slugs(board("2025-05-13T09:00")["crafts"]) == ["bowl", "test"]

"""Each item of the check-list ticks itself when the records show that it is decided; of others staff say so."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import SiteSettings
from events.editions.bulk_decisions import adopt_samples
from events.editions.check_items import confirm_item
from events.editions.checklist import Checklist
from events.models import ActivityWeek, EventSession, TimeSlot, Venue, WeekDay
from schools.models import School


@pytest.fixture
def week(make_copy) -> ActivityWeek:
    Venue.objects.update(source="editor")
    return make_copy()


def item(week, key):
    return next(found for found in Checklist(week).items if found.key == key)


def aid(week) -> EventSession:
    return week.sessions.get(slug="first-aid-experience-2026")


def test_a_fresh_copy_says_what_is_open(week):
    found = {one.key: one.is_done for one in Checklist(week).items}
    assert [key for key, is_done in found.items() if is_done] == ["slots", "places", "dates", "pictures"]
    assert Checklist(week).open_count == len(found) - 4


def test_a_session_without_slots_is_named_with_its_page(week):
    TimeSlot.objects.filter(session=aid(week)).delete()
    found = item(week, "slots")
    assert not found.is_done
    assert [link.label for link in found.links] == [aid(week).title]
    assert found.links[0].url.endswith("/slots/")


def test_a_slot_beside_the_edition_is_noticed(week):
    slot = TimeSlot.objects.filter(session=aid(week)).first()
    TimeSlot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + dt.timedelta(days=30), ends_at=slot.ends_at + dt.timedelta(days=30)
    )
    assert not item(week, "slots").is_done


@pytest.mark.parametrize("closed", [Venue, School])
def test_places_and_hosts_that_closed_are_named(week, closed):
    session = aid(week)
    record = session.venue if closed is Venue else session.host_school
    closed.objects.filter(pk=record.pk).update(status="archived")
    found = item(week, "places")
    assert session.title in [link.label for link in found.links]
    closed.objects.filter(pk=record.pk).update(status="published")
    assert item(week, "places").is_done
    Venue.objects.filter(pk=session.venue_id).update(source="sample")
    assert not item(week, "places").is_done


def test_texts_with_dates_are_named_with_their_words(week):
    EventSession.objects.filter(pk=aid(week).pk).update(description="2025年5月13日起")
    found = item(week, "dates")
    assert [(link.label, link.note) for link in found.links] == [(aid(week).title, "5月13日、2025")]
    assert found.can_be_confirmed


def test_the_editions_own_words_may_name_a_day_too(week):
    week.introduction = "5月12日开幕"
    assert item(week, "dates").links[0].note == "5月12日"
    assert not item(week, "dates").is_done


def test_days_tick_themselves(week):
    assert not item(week, "days").is_done
    WeekDay.objects.filter(week=week).update(lunar="三月廿五")
    assert item(week, "days").is_done


def test_weekdays_are_said_and_no_holiday_is_made_up(week):
    found = item(week, "weekdays")
    assert "5月11日 周一" in found.sentence
    assert "5月16日 周六、5月17日 周日" in found.sentence
    assert found.can_be_confirmed


def test_limits_tick_themselves_once_changed(week):
    assert not item(week, "limits").is_done
    week.opens_days_before = 10
    assert item(week, "limits").is_done


def test_words_contacts_and_pictures(week):
    week.introduction, week.closing_line = "介绍", "结束语"
    assert item(week, "words").is_done
    assert not item(week, "contacts").is_done
    settings = SiteSettings.load()
    settings.hotline = "0354-1234001"
    settings.save()
    assert item(week, "contacts").is_done
    assert "0354-1234001" in item(week, "contacts").sentence


def test_what_no_record_shows_is_confirmed_and_opened_again(week, alice):
    assert confirm_item(week, "weekdays", user=alice)
    found = item(week, "weekdays")
    assert (found.is_done, found.confirmed_by) == (True, "alice")
    confirm_item(week, "weekdays", user=alice, is_right=False)
    assert not item(week, "weekdays").is_done


@pytest.mark.parametrize("key", ["samples", "slots", "places", "drafts", "no such"])
def test_facts_are_not_confirmed(week, alice, key):
    assert not confirm_item(week, key, user=alice)


def test_an_edition_that_was_made_by_hand_has_a_check_list_too(source, alice):
    week = ActivityWeek.objects.create(slug="by-hand", name="手工", starts_on="2026-05-11", ends_on="2026-05-12")
    week.refresh_from_db()
    assert item(week, "drafts").is_done
    assert confirm_item(week, "limits", user=alice)
    assert item(week, "limits").is_done


def test_samples_are_done_when_sessions_slots_and_themes_are(week):
    adopt_samples(week)
    assert item(week, "samples").is_done
    WeekDay.objects.filter(week=week, date=week.starts_on).update(sample_fields=["theme"])
    assert not item(week, "samples").is_done


def test_only_the_first_links_are_shown(week):
    found = item(week, "samples")
    assert len(found.links) - 1 + found.more == 48  # and one to the themes
    assert found.more > 30


def test_queries_do_not_grow(week):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert Checklist(ActivityWeek.objects.get(pk=week.pk)).items
        return len(queries)

    many = count()
    TimeSlot.objects.filter(session__week=week).delete()
    week.sessions.exclude(pk=aid(week).pk).delete()
    assert count() == many < 15

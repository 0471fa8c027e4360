from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from alumni.models import Award, Graduate
from edu_week.loading.section_specs import SPECS
from events.models import Booking, BookingChange, EventSession, TimeSlot, WeekDay
from tests.example_week import load_example_week
from tests.factories import BookingFactory, ClassBookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def week():
    load_example_week()


def purge(**options) -> str:
    out = StringIO()
    call_command("purge_samples", yes=True, stdout=out, **options)
    return out.getvalue()


def test_no_sample_is_left_and_what_was_reported_stands():
    purge()
    for spec in [spec for spec in SPECS if not spec.is_single]:
        assert not spec.model.objects.filter(source="sample").exists(), spec.section
        assert not spec.model.objects.exclude(sample_fields=[]).exists(), spec.section
    assert not Booking.objects.exists()
    assert EventSession.objects.count() == 9
    assert (Graduate.objects.count(), Award.objects.count()) == (3, 4)
    assert not WeekDay.objects.exclude(theme="").exists()
    robot = EventSession.objects.get(slug="humanoid-robot-show")
    assert robot.venue.slug == "jinzhong-vocational-education-port"


@pytest.mark.parametrize("name", ["home", "programme", "school_list", "college_list", "graduate_list", "numbers", "about"])
def test_the_site_still_stands(client, name):
    purge()
    assert client.get(reverse(name)).status_code == 200


def test_the_pages_of_reported_sessions_still_stand(client):
    purge()
    for slug in EventSession.objects.values_list("slug", flat=True):
        assert client.get(reverse("session_detail", args=[slug])).status_code == 200


def test_a_dry_run_changes_nothing():
    assert "Booking: 120 removed" in purge(dry_run=True)
    assert Booking.objects.count() == 120


def test_what_a_real_booking_needs_is_kept_and_named():
    slot = TimeSlot.objects.filter(session__slug="lacquer-coaster-experience").last()
    booking = BookingFactory(slot=slot)
    report = purge()
    slot.refresh_from_db()
    assert Booking.objects.get() == booking
    assert slot.places_taken == 1
    assert "推光漆杯垫描绘体验" in report


def test_requests_for_a_change_go_with_sample_bookings_and_count_with_real_ones():
    first, second = TimeSlot.objects.filter(session__booking_mode="class").order_by("pk")[:2]
    now = first.starts_at
    asked = {"people": 11, "pupils": 10, "adults": 1, "places": 11, "expires_at": now, "created_at": now}
    real = ClassBookingFactory(slot=first, state="confirmed", expires_at=None, counted=False)
    for booking in (real, Booking.objects.filter(source="sample", kind="class").first()):
        BookingChange.objects.create(booking=booking, slot=second, **asked)
    TimeSlot.objects.filter(pk=second.pk).update(capacity=500, bookable=500, places_taken=F("places_taken") + 22)
    purge()
    second.refresh_from_db()
    assert (BookingChange.objects.get().booking, second.places_taken) == (real, 11)


def test_a_later_load_brings_the_samples_back():
    purge()
    call_command("load_week", str(settings.BASE_DIR / "data" / "week-2025.json"), verbosity=0)
    assert Booking.objects.count() == 120
    out = StringIO()
    call_command("load_week", str(settings.BASE_DIR / "data" / "week-2025.json"), stdout=out)
    assert "\n0 changes\n" in out.getvalue()
    assert "kept as" not in out.getvalue()


def test_it_asks_first(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError, match="Nothing was removed"):
        call_command("purge_samples")
    assert Booking.objects.exists()

"""Venues as a sheet: what visitors need to know travels with them, and booked places change on their own page only."""

import pytest

from events.models import TimeSlot, Venue
from tests.spreadsheets.sheet_files import export_file, import_file, job_errors, upload_file


def test_what_visitors_need_to_know_is_exported_and_imported(scene):
    Venue.objects.filter(slug="hall").update(bus="1路到职教港站", parking="南门", opening_hours="8:30–17:30", contact="教务处")
    exported = export_file(Venue, scene.alice, "csv0").decode("utf-8-sig")
    for words in ("1路到职教港站", "南门", "8:30–17:30", "教务处"):
        assert words in exported
    job = import_file(Venue, scene.alice, exported.replace("1路到职教港站", "2路到职教港站").encode())
    assert job_errors(job) == []
    assert Venue.objects.get(slug="hall").bus == "2路到职教港站"


def test_another_name_of_a_booked_venue_is_refused_and_a_bus_line_is_not(scene):
    exported = export_file(Venue, scene.alice, "csv0").decode("utf-8-sig")
    job = upload_file(Venue, scene.alice, exported.replace("报告厅", "大礼堂").encode())
    assert len(job_errors(job)) == 1


def test_another_address_of_a_venue_nobody_booked_raises_the_sequence_of_its_slots(scene):
    scene.own.booking.delete()
    scene.other.booking.delete()
    before = TimeSlot.objects.get(pk=scene.own.slot.pk).sequence
    exported = export_file(Venue, scene.alice, "csv0").decode("utf-8-sig")
    import_file(Venue, scene.alice, exported.replace("报告厅", "大礼堂").encode())
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).sequence == before + 1


@pytest.mark.parametrize("number", ["0354-0000000", "待定"])
def test_a_placeholder_for_a_telephone_is_refused(scene, number):
    Venue.objects.filter(slug="hall").update(phone="0354-3026111")
    exported = export_file(Venue, scene.alice, "csv0").decode("utf-8-sig")
    job = upload_file(Venue, scene.alice, exported.replace("0354-3026111", number).encode())
    assert len(job_errors(job)) == 1

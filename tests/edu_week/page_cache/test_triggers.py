import threading

import pytest
from django.db import connection, transaction

from content import clock
from content.models import Picture, PublicGeneration, SiteSettings
from edu_week.page_cache.generation import read_number
from edu_week.page_cache.public_tables import PRIVATE_MODELS, list_public_models
from events.models import ActivityWeek, Announcement, Audience, Booking, EventSession, TimeSlot
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db


def test_every_kind_of_writing_raises_the_number(scene):
    session = EventSession.objects.first()
    changes = [
        lambda: EventSession.objects.filter(pk=session.pk).update(title="新题目"),
        lambda: TimeSlot.objects.filter(session=session).update(capacity=99),
        lambda: session.audiences.set(Audience.objects.all()),
        lambda: SiteSettings.objects.update_or_create(pk=1, defaults={"organiser": "某局"}),
        lambda: Announcement.objects.create(title="通知", slug="t", publish_at=clock.now()),
        lambda: Announcement.objects.all().delete(),
        lambda: Announcement.objects.bulk_create([Announcement(title="又", slug="again", publish_at=clock.now())]),
    ]
    for change in changes:
        before = read_number()
        change()
        assert read_number() > before


def test_places_taken_and_bookings_do_not_raise_it(scene):
    before = read_number()
    TimeSlot.objects.update(places_taken=0)
    Booking.objects.update(contact_name="某某")
    assert read_number() == before


def test_what_is_undone_with_its_savepoint_is_not_forgotten_afterwards(scene):
    before = read_number()
    with transaction.atomic():
        ActivityWeek.objects.update(name_en="undone")
        transaction.set_rollback(True)
    assert read_number() == before
    ActivityWeek.objects.update(name_en="done")
    assert read_number() > before


def test_public_tables_are_found_by_the_registry():
    names = {model._meta.label_lower for model in list_public_models()}
    assert {"events.timeslot", "schools.major_trades", "alumni.milestone", Picture._meta.label_lower} <= names
    assert not PRIVATE_MODELS & names
    assert not [name for name in names if "historical" in name or name == "events.message_sessions"]


@pytest.mark.django_db(transaction=True)
def test_one_transaction_raises_it_once_and_two_at_once_both_count():
    load_example_week()
    before = PublicGeneration.objects.get().number
    if connection.vendor == "sqlite":
        ActivityWeek.objects.update(name_en="on SQLite writers take turns")
        assert PublicGeneration.objects.get().number > before
        return
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            ActivityWeek.objects.update(name_en="slow")
            EventSession.objects.update(title_en="slow")
            is_written.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert is_written.wait(20)
    Announcement.objects.create(title="快", slug="quick", publish_at=clock.now())  # waits for no lock of the slow one
    assert PublicGeneration.objects.get().number == before + 1
    may_commit.set()
    writer.join(20)
    assert PublicGeneration.objects.get().number == before + 2

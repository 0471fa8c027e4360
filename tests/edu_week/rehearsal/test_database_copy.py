"""A copy for a rehearsal has the programme and the bookings, and nothing that tells who booked."""

import inspect
import io
import os
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from backoffice.audit_log.models import AuditEntry
from edu_week.rehearsal.database_copy import ALIAS
from events.models import Booking, BookingEvent, EventSession, Notice
from tests.factories.events import BookingFactory, ClassBookingFactory
from tests.factories.schools import SchoolFactory

REAL = ("王女士", "13912345678", "wang@mail.example", "榆次某中学", "三年级一班", "轮椅", "大巴两点到", "王女士生病了", "秘密")


@pytest.fixture
def bookings(transactional_db):
    first = BookingFactory(contact_name="王女士", phone="13912345678", email="wang@mail.example", access_needs="轮椅")
    BookingFactory(contact_name="王女士", phone="13912345678", feed_token="秘密" * 4)
    school = SchoolFactory(name="榆次某中学")
    texts = {"class_name": "三年级一班", "arrival": "大巴两点到", "editor_note": "秘密"}
    ClassBookingFactory(school=school, school_name="榆次某中学", plan="秘密", **texts)
    ClassBookingFactory(slot__capacity=90, plan="秘密", school_name="别的学校", token="秘密")
    BookingEvent.objects.create(booking=first, at=first.created_at, actor="staff", to_state="confirmed", reason="王女士生病了")
    notice = {"kind": "confirmed", "channel": "mail", "event_key": "1", "body": "王女士", "due_at": first.created_at}
    Notice.objects.create(booking=first, created_at=first.created_at, **notice)


@contextmanager
def place_for_copy(tmp_path):
    """Yield the address of a new database beside that of the test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'copy.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_copy"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    finally:
        connections[ALIAS].close()
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)}")


@pytest.fixture
def unblocked(db, monkeypatch):
    """Lets the test use the copy, which is none of the databases that Django's test case knows."""
    guard = BaseDatabaseWrapper.ensure_connection
    real = inspect.getclosurevars(guard).nonlocals.get("real_ensure_connection", guard)
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)
    yield
    if ALIAS in connections.settings:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]


def test_copy_has_made_up_bookers_and_new_addresses(bookings, tmp_path, unblocked):
    before = {booking.pk: booking for booking in Booking.objects.all()}
    with place_for_copy(tmp_path) as address:
        out = io.StringIO()
        call_command("copy_for_rehearsal", address, stdout=out)
        assert "4 bookings" in out.getvalue()
        copied = {booking.pk: booking for booking in Booking.objects.using(ALIAS).all()}
        assert copied.keys() == before.keys()
        text = str([vars(booking) for booking in copied.values()]) + str(list(BookingEvent.objects.using(ALIAS).values()))
        assert [word for word in REAL if word in text] == []
        for pk, booking in copied.items():
            old = before[pk]
            assert (booking.state, booking.people, booking.slot_id) == (old.state, old.people, old.slot_id)
            assert booking.made_in_rehearsal
            assert not {booking.token, booking.reference, booking.uid} & {old.token, old.reference, old.uid}
        individuals = [booking for booking in copied.values() if not booking.is_for_class]
        assert len({booking.phone for booking in individuals}) == 1
        assert len({booking.plan for booking in copied.values()} - {""}) == 1
        assert Notice.objects.using(ALIAS).count() == 0
        assert EventSession.objects.using(ALIAS).count() == EventSession.objects.count()
        assert AuditEntry.objects.using(ALIAS).count() == AuditEntry.objects.count()
        if connection.vendor == "sqlite":
            content = (tmp_path / "copy.sqlite3").read_bytes()
            assert [word for word in REAL[:3] if word.encode() in content] == []
        connections[ALIAS].close()
        with pytest.raises(CommandError, match="exists already|not empty"):
            call_command("copy_for_rehearsal", address)
    assert Booking.objects.filter(contact_name="王女士").count() == 2


def test_copy_of_another_kind_is_refused(db, unblocked):
    other = "postgres://u:p@127.0.0.1:1/x" if connection.vendor == "sqlite" else "sqlite:////nowhere/x.sqlite3"
    with pytest.raises(CommandError, match="same kind"):
        call_command("copy_for_rehearsal", other)


def test_wrong_address_is_a_sentence(db, unblocked):
    with pytest.raises(CommandError, match="must begin with postgres"):
        call_command("copy_for_rehearsal", "mysql://x")


def test_failed_copy_leaves_nothing_behind(bookings, tmp_path, unblocked, monkeypatch):
    command = "edu_week.management.commands.copy_for_rehearsal"

    def fail(alias):
        raise RuntimeError

    monkeypatch.setattr(f"{command}.replace_bookers", fail)
    with place_for_copy(tmp_path) as address:
        with pytest.raises(RuntimeError):
            call_command("copy_for_rehearsal", address)
        if connection.vendor == "sqlite":
            assert not (tmp_path / "copy.sqlite3").exists()
        else:
            assert Booking.objects.using(ALIAS).count() == 0

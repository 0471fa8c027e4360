"""Bookings out: masked unless somebody who may see them whole says why; own schools only; never a token."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from backoffice.audit_log.events import Event
from backoffice.audit_log.models import AuditEntry
from events.bookings import erasure
from events.models import Booking
from spreadsheets import limits
from spreadsheets.models import SpreadsheetJob
from spreadsheets.tasks import run_spreadsheet_job
from tests.admin_scene import book_slot
from tests.spreadsheets.sheet_files import export_file, read_rows

URL = reverse("admin:events_booking_export")
WHOLE = {"form": "csv0", "numbers": "whole", "reason": "停电，逐一打电话"}


@pytest.fixture
def allowed(scene):
    """Bob may export, but not see whole numbers."""
    may_no_longer(scene.bob, "see_whole_phone")
    return scene.bob


def may_no_longer(user, codename):
    for group in user.groups.all():
        group.permissions.remove(Permission.objects.get(codename=codename))
    user.user_permissions.remove(Permission.objects.get(codename=codename))


def test_numbers_are_masked_and_tokens_never_there(alice, scene):
    Booking.objects.update(email="carol@mail.example", contact_name="=1+1")
    for form in ("csv0", "xlsx"):
        content = alice.post(URL, {"form": form, "numbers": "masked"}).content
        text = content.decode("utf-8-sig") if form == "csv0" else str(read_rows(content))
        assert "138****0001" in text
        assert "'=1+1" in text
        for secret in ("13800000001", "carol@mail.example", scene.own.booking.token, scene.own.booking.uid):
            assert secret not in text
    assert not AuditEntry.objects.filter(event=Event.PHONE_SEEN).exists()


def test_whole_numbers_need_a_reason_and_are_recorded(alice):
    response = alice.post(URL, {**WHOLE, "reason": " "})
    assert "请写明" in str(response.context["form"].errors["reason"])
    assert "13800000001" in alice.post(URL, WHOLE).content.decode()
    assert AuditEntry.objects.get(event=Event.PHONE_SEEN).detail == "导出完整手机号2个。理由：停电，逐一打电话"


def test_who_may_not_see_them_whole_does_not_get_them(bob, allowed):
    assert "numbers" not in bob.get(URL).context["form"].fields
    assert "13800000001" not in bob.post(URL, WHOLE).content.decode()


def test_export_has_a_permission_of_its_own(bob, scene):
    may_no_longer(scene.bob, "export_bookings")
    assert bob.get(URL).status_code == 403


def test_school_editor_gets_own_bookings_only(scene, allowed):
    rows = read_rows(export_file(Booking, allowed))
    assert [row[0] for row in rows[1:]] == [scene.own.booking.reference]
    assert [row[0] for row in read_rows(export_file(Booking, allowed, query=f"ids={scene.other.booking.pk}"))[1:]] == []


def test_a_number_searched_for_is_not_written_down(alice):
    answer = alice.get(URL, {"q": "13800000001"}, follow=True)
    assert "搜索：138****0001" in answer.content.decode()
    address = answer.redirect_chain[-1][0]
    assert "13800000001" not in address
    alice.post(address, {"form": "csv0", "numbers": "masked"})
    assert "13800000001" not in AuditEntry.objects.get(event=Event.EXPORT).detail


def test_erased_bookings_stay_blank(scene):
    erasure.erase_due_bookings(real_now=scene.now.replace(year=2026))
    booking = Booking.objects.first()
    assert booking.erased_at
    rows = read_rows(export_file(Booking, scene.alice, is_whole=True))
    named = dict(zip(rows[0], rows[1], strict=True))
    assert (named["联系人"], named["手机号"], named["邮件"]) == (None, None, None)


def test_a_file_with_whole_numbers_asks_for_the_right_again(bob, allowed, monkeypatch):
    allowed.user_permissions.add(Permission.objects.get(codename="see_whole_phone"))
    monkeypatch.setattr(limits, "DIRECT_ROWS", 0)
    bob.post(URL, WHOLE)
    job = SpreadsheetJob.objects.get()
    run_spreadsheet_job.call(job.pk, job.run)
    file = reverse("admin:events_booking_export_file", args=[job.pk])
    assert "13800000001" in bob.get(file).content.decode()
    may_no_longer(allowed, "see_whole_phone")
    assert bob.get(file).status_code == 403


def test_export_takes_the_same_queries_for_more_rows(scene, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert len(export_file(Booking, scene.alice, "csv0").splitlines()) == 3
    for number in range(3):
        book_slot(scene.own.slot, scene.now, phone=f"1390000000{number}", people=1)
    with django_assert_num_queries(8):
        assert len(export_file(Booking, scene.alice, "csv0").splitlines()) == 6

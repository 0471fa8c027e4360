"""The tables of tests/cases through real requests: wherever a number, a name, a mail address or a free text is taken.

Each test sends all rows of a kind and names those that go wrong.
"""

import pytest
from django.urls import reverse

from events.bookings import rate_limits
from events.models import Booking
from schools.models import School
from tests.cases import load_cases, spellings
from tests.events.bookings.conftest import book, form_data, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/events/rc-cars/book/"
KINDS = [("phones", "phone"), ("names", "contact_name"), ("emails", "email")]
WITH_IDENTITY_NUMBER = load_cases("identity_numbers")["refused"]
FREE_TEXTS = ["access_needs", "arrival", "class_name", "school_name", "contact_name"]


def is_refused(answer, field, typed) -> bool:
    """Whether the form came back with one sentence beside the field, and with what was typed."""
    if answer.status_code not in (200, 409):
        return False
    form = answer.context.get("sent_form") or answer.context["form"]
    html = answer.content.decode()
    return len(form.errors.get(field, [])) == 1 and form[field].value() == typed and "invalid-feedback" in html


def class_data(slot, **more):
    return form_data(slot, school_name="榆次一中", grade="8", pupils="20", adults="1") | more


def stored(field):
    """Return the field of the only booking, and delete the booking."""
    booking = Booking.objects.get()
    Booking.objects.all().delete()
    return getattr(booking, field)


@pytest.fixture(autouse=True)
def _no_rate_limits(monkeypatch):
    for limit in ("BOOKINGS_PER_ADDRESS", "BOOKINGS_PER_PHONE", "CHANGES_PER_BOOKING", "FINDS_PER_PHONE"):
        monkeypatch.setattr(rate_limits, limit, 10_000)


@pytest.fixture
def large_slot(session):
    return make_slot(session, capacity=1000)


@pytest.fixture
def class_slot(class_session):
    return make_slot(class_session, capacity=1000)


@pytest.mark.parametrize(("kind", "field"), KINDS)
def test_the_booking_form_understands(client, large_slot, now, kind, field):
    def send(typed):
        answer = client.post(URL, form_data(large_slot, **{field: typed}))
        return stored(field) if answer.status_code == 302 else answer.context["form"].errors

    assert [row for row in spellings(kind) if send(row[0]) != row[1]] == []


@pytest.mark.parametrize(("kind", "field"), KINDS)
def test_the_booking_form_refuses(client, large_slot, now, kind, field):
    def send(typed):
        return client.post(URL, form_data(large_slot, **{field: typed}))

    assert [typed for typed in load_cases(kind)["refused"] if not is_refused(send(typed), field, typed)] == []
    assert not Booking.objects.exists()


@pytest.mark.parametrize("field", FREE_TEXTS)
def test_the_class_form_takes_no_identity_number(client, class_slot, now, field):
    def send(typed):
        return client.post(URL, class_data(class_slot, **{field: typed}))

    assert [typed for typed in WITH_IDENTITY_NUMBER if not is_refused(send(typed), field, typed)] == []
    assert not Booking.objects.exists()


def test_the_class_form_takes_fine_texts(client, class_slot, now):
    for typed in load_cases("identity_numbers")["fine"]:
        answer = client.post(URL, class_data(class_slot, access_needs=typed, arrival=typed))
        assert answer.status_code == 302, typed
        Booking.objects.all().delete()


def send_contact(client, booking, **changes):
    data = {"what": "contact", "contact_name": "王女士", "phone": booking.phone, **changes}
    return client.post(reverse("ticket_change", args=[booking.token]), data)


@pytest.fixture
def booking(slot, now):
    return book(slot, "13900000009", now=now)


@pytest.mark.parametrize(("kind", "field"), KINDS)
def test_a_change_of_contact_understands(client, booking, kind, field):
    def send(typed):
        answer = send_contact(client, booking, **{field: typed})
        booking.refresh_from_db()
        return getattr(booking, field) if answer.status_code == 302 else answer.context["sent_form"].errors

    assert [row for row in spellings(kind) if send(row[0]) != row[1]] == []


@pytest.mark.parametrize(("kind", "field"), [*KINDS, ("identity_numbers", "access_needs")])
def test_a_change_of_contact_refuses(client, booking, kind, field):
    def send(typed):
        return send_contact(client, booking, **{field: typed})

    assert [typed for typed in load_cases(kind)["refused"] if not is_refused(send(typed), field, typed)] == []


def test_finding_a_booking_understands_and_refuses(client, booking):
    Booking.objects.update(phone="13812340777")

    def send(phone, reference=booking.reference):
        return client.post(reverse("booking_find"), {"reference": reference, "phone": phone})

    ticket = reverse("ticket", args=[booking.token])
    assert [typed for typed, _meant in spellings("phones") if send(typed).headers.get("Location") != ticket] == []
    assert send("13812340777", f"\u200e{booking.spaced_reference.lower()}\u00a0").url == ticket
    assert [typed for typed in load_cases("phones")["refused"] if not is_refused(send(typed), "phone", typed)] == []


def test_a_plan_understands_and_refuses(client, class_slot, now):
    held = client.post(reverse("plan_times"), {"day": "2025-05-17", "slot": class_slot.pk, "pupils": "２０", "adults": "１"})
    details = class_data(class_slot, phone="tel:138–1234–0777", contact_name="买买提・艾力", email="LI＠example.cn")

    def send(typed):
        return client.post(held.url, details | {"arrival": typed})

    assert [typed for typed in WITH_IDENTITY_NUMBER if not is_refused(send(typed), "arrival", typed)] == []
    assert client.post(held.url, details).status_code == 302
    booked = Booking.objects.get()
    assert (booked.phone, booked.contact_name, booked.email) == ("13812340777", "买买提·艾力", "li@example.cn")


def test_a_pasted_name_of_a_school_is_the_school(client, class_slot, now):
    school = School.objects.create(slug="yuci", name="榆次一中", status="published", group=School.Group.VISITING)
    assert client.post(URL, class_data(class_slot, school_name="\u200b榆次一中\u00a0")).status_code == 302
    assert Booking.objects.get().school == school

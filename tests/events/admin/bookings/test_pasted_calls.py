"""The tables of tests/cases through the forms with which staff book for callers."""

import pytest
from django.urls import reverse

from events.models import Booking, TimeSlot
from tests.cases import load_cases, spellings

KINDS = [("phones", "phone"), ("names", "contact_name"), ("emails", "email")]


def call(client, scene, **changes):
    data = {"slot": scene.own.slot.pk, "contact_name": "王女士", "phone": "13900000009", "people": "2", "consent": "on"}
    return client.post(f"{reverse('admin:events_booking_book')}?slot={scene.own.slot.pk}", data | changes)


@pytest.mark.parametrize(("kind", "field"), KINDS)
def test_a_call_understands(client, scene, kind, field):
    Booking.objects.all().delete()
    TimeSlot.objects.update(capacity=1000, bookable=1000)

    def send(typed):
        answer = call(client, scene, **{field: typed})
        if answer.status_code != 302:
            return answer.context["form"].errors
        booking = Booking.objects.get()
        booking.delete()
        return getattr(booking, field)

    assert [row for row in spellings(kind) if send(row[0]) != row[1]] == []


@pytest.mark.parametrize(
    ("kind", "field"), [*KINDS, *[("identity_numbers", name) for name in ("access_needs", "contact_name", "why")]]
)
def test_a_call_refuses(client, scene, kind, field):
    def is_refused(typed):
        form = call(client, scene, set_aside="on", **{"why": "同一家人", field: typed}).context["form"]
        return len(form.errors[field]) == 1 and form[field].value() == typed

    assert [typed for typed in load_cases(kind)["refused"] if not is_refused(typed)] == []


def test_a_change_of_contact_understands_and_refuses(client, scene):
    booking = scene.own.booking

    def send(typed):
        return client.post(reverse("admin:events_booking_contact", args=[booking.pk]), {"contact_name": "李先生", "phone": typed})

    for typed, meant in spellings("phones"):
        assert send(typed).status_code == 302, typed
        booking.refresh_from_db()
        assert booking.phone == meant
    refused = [typed for typed in load_cases("phones")["refused"] if typed.strip(" \u200b\u200e")]  # blank keeps the number
    assert [typed for typed in refused if "phone" not in send(typed).context["form"].errors] == []

"""What the forms say about numbers before anybody types them."""

import pytest
from django.utils import translation

from events.models import ActivityWeek, EventSession
from tests.events.bookings.conftest import book, book_class, form_data, make_slot

pytestmark = pytest.mark.django_db

URL = "/en/events/rc-cars/book/"
NO_CHILDREN = "Children under 14 cannot come to this session."


def help_texts(answer, name="form") -> dict[str, str]:
    with translation.override("en"):
        return {field.name: str(field.help_text) for field in answer.context[name] if not field.is_hidden}


def limits_of(answer, field) -> tuple:
    attributes = answer.context["form"].fields[field].widget.attrs
    return attributes["min"], attributes["max"]


def change_session(**values):
    EventSession.objects.update(**values)


def test_individuals_read_the_limits_of_the_week(client, slot, now):
    page = client.get(URL)
    said = help_texts(page)
    assert said["people"] == "Everyone who comes, children included: 5 at most."
    assert said["under_14"] == "Optional: 3 at most. Someone aged 14 or over must come with them."
    assert (limits_of(page, "people"), limits_of(page, "under_14")) == ((1, 5), (0, 3))
    assert said["people"] in page.content.decode()


@pytest.mark.parametrize(
    ("limits", "people", "under_14"),
    [
        ({"min_people": 2, "max_people": 4}, "Everyone who comes, children included: 2 to 4.", "Optional: 3 at most."),
        ({"max_people": 2}, "Everyone who comes, children included: 2 at most.", "Optional: 1 at most."),
        ({"max_under_14": 1}, "Everyone who comes, children included: 5 at most.", "Optional: 1 at most."),
        (
            {"max_under_14": 0},
            "Everyone who comes, children included: 5 at most.",
            "Children under 14 cannot come to this session.",
        ),
        (
            {"max_people": 1},
            "Everyone who comes, children included: 1 at most.",
            "Children under 14 cannot come to this session.",
        ),
    ],
)
def test_individuals_read_the_limits_of_the_session(client, slot, now, limits, people, under_14):
    change_session(**limits)
    said = help_texts(client.get(URL))
    assert said["people"] == people
    assert said["under_14"].startswith(under_14)


def test_what_is_said_is_what_is_checked(client, slot, now):
    change_session(max_people=2)
    assert client.post(URL, form_data(slot, people="3")).context["form"].errors["people"]
    assert client.post(URL, form_data(slot, people="2", under_14="1")).status_code == 302


def test_classes_read_theirs(client, session, now):
    change_session(booking_mode="class")
    make_slot(session, capacity=90)
    said = help_texts(client.get(URL))
    assert (said["pupils"], said["adults"]) == ("10 to 60 pupils.", "At least 1 adult to 20 pupils.")
    ActivityWeek.objects.update(class_min_adults=2, pupils_per_adult=15)
    change_session(max_people=40, min_people=12)
    page = client.get(URL)
    said = help_texts(page)
    assert said["pupils"] == "12 to 40 pupils."
    assert said["adults"] == "At least 1 adult to 15 pupils, and never fewer than 2."
    assert (limits_of(page, "pupils"), limits_of(page, "adults")[0]) == ((12, 40), 2)
    said = help_texts(client.get("/en/events/plan/"))
    assert (said["pupils"], said["adults"]) == ("10 to 60 pupils.", "At least 1 adult to 15 pupils, and never fewer than 2.")


def test_few_places_are_said_beside_the_people(client, session, now):
    few, one, many = (
        make_slot(session, f"05-17 {hour}:00", f"05-17 {hour}:50", capacity=capacity)
        for hour, capacity in (("09", 4), ("10", 3), ("11", 20))
    )
    book(few, "13900000001", people=1, now=now)
    book(one, "13900000002", people=2, now=now)
    notes = {
        few.pk: "Only 3 places are left at the chosen time.",
        one.pk: "Only 1 place is left at the chosen time.",
        many.pk: "",
    }
    for pk, note in notes.items():
        page = client.get(URL, {"slot": pk})
        assert help_texts(page)["people"].endswith(f'<b data-few-places role="status">{note}</b>')
        html = page.content.decode()
        assert all(f'data-few-places-left="{other}"' in html for other in notes.values() if other)
    answer = client.post(URL, form_data(one, phone="12"))
    assert help_texts(answer)["people"].endswith(f"{notes[one.pk]}</b>")


@pytest.mark.parametrize("capacity", [5, 0])
def test_enough_places_or_none_need_no_words(client, session, now, capacity):
    slot = make_slot(session, capacity=max(capacity, 2))
    if not capacity:
        book(slot, "13900000001", people=2, now=now)
    assert "data-few-places>" not in client.get(URL).content.decode()


def test_few_places_for_a_class(client, session, now):
    change_session(booking_mode="class")
    session.refresh_from_db()
    slot = make_slot(session, capacity=60)
    book_class(slot, pupils=30, adults=2, now=now)
    assert "Only 28 places are left at the chosen time." in help_texts(client.get(URL))["pupils"]


def test_a_change_of_numbers_says_the_most(client, slot, now):
    change_session(min_people=2)
    booking = book(slot, people=2, now=now)
    page = client.get(f"/en/bookings/{booking.token}/change/")
    assert help_texts(page, "party_form")["people"] == "Everyone who comes, children included: 5 at most."

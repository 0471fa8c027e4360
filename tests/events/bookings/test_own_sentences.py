"""Bad values in every field of every public form: the sentences are ours, and what was typed is kept."""

import pytest
from django import forms
from django.urls import reverse

from events.bookings import change_forms, class_forms, find_forms, plan_forms, plans, rate_limits
from events.bookings import forms as booking_forms
from events.bookings.fields import CheckboxField, OwnSentences, ProofField, SubmissionField, TrapField
from events.models import EventSession
from tests.django_sentences import is_django_sentence
from tests.events.bookings.conftest import book, book_class, form_data, make_slot

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BAD_VALUES = [
    *("", " ", "\u200b", "-1", "0", "1.5", "1e9", "99999", "9" * 5000, "x", "王" * 500, "1\x00", "\x1b[1m", "💥", "<b>x</b>"),
    *("a@b", "li@-example.cn", "a b@c.cn", "12345", "+1 202 555 0123", "140702201001011234", "None", "on", "\u202e1"),
]
HIDDEN = ("submission", "website", "shown_at")
NOT_REPEATED = ("website", "shown_at")
KINDS = ["individual", "class", "find", "plan", "plan-details", "change-people", "change-pupils", "change-slot", "change-contact"]
PUBLIC_FORMS = [
    *(
        booking_forms.IndividualForm,
        class_forms.ClassForm,
        find_forms.FindForm,
        find_forms.OwnNumberForm,
        find_forms.TicketLinkForm,
        plan_forms.PlanForm,
        plan_forms.PlanDetailsForm,
    ),
    *(change_forms.PeopleForm, change_forms.PupilsForm, change_forms.MoveForm, change_forms.ContactForm),
]


@pytest.fixture(autouse=True)
def _no_rate_limits(monkeypatch):
    for name in [name for name in vars(rate_limits) if "_PER_" in name]:
        monkeypatch.setattr(rate_limits, name, 10_000)


@pytest.mark.parametrize("form", PUBLIC_FORMS)
def test_every_public_field_has_sentences_of_its_own(form):
    for name, field in form.base_fields.items():
        assert isinstance(field, OwnSentences | SubmissionField | TrapField | ProofField), name
    assert not any(isinstance(field, forms.FileField) for field in form.base_fields.values())


def test_every_public_form_is_here():
    modules = (booking_forms, change_forms, find_forms, plan_forms)
    found = {
        form for module in modules for form in vars(module).values() if isinstance(form, type) and issubclass(form, forms.Form)
    }
    bases = {forms.Form, booking_forms.BookingForm, change_forms.ChangeForm}
    assert found - bases == set(PUBLIC_FORMS)


def scene_of(kind, session, now):
    """Return the address of a public form, its good values, and the name of its form in the page's context."""
    if kind in ("class", "plan", "plan-details", "change-pupils"):
        EventSession.objects.update(booking_mode="class")
        session.refresh_from_db()
    slot = make_slot(session, capacity=90)
    other = make_slot(session, "05-17 14:00", "05-17 15:00", capacity=90)
    class_data = form_data(slot, school_name="榆次一中", grade="8", class_name="3班", arrival="大巴", pupils="20", adults="1")
    class_data |= {"accept_fewer": "", "may_split": ""}
    if kind == "individual":
        return "/events/rc-cars/book/", form_data(slot)
    if kind == "class":
        return "/events/rc-cars/book/", class_data
    if kind == "find":
        return reverse("booking_find"), {"reference": "AAAA2345", "phone": "13800000001"}
    if kind == "plan":
        return reverse("plan_times"), {"day": "2025-05-17", "slot": slot.pk, "pupils": "20", "adults": "1"}
    if kind == "plan-details":
        held = plans.hold_plan(slot_ids=[slot.pk], pupils=20, adults=1, now=now)
        return reverse("plan_details", args=[held[0].plan]), class_data
    booking = book_class(slot, now=now) if kind == "change-pupils" else book(slot, now=now)
    change = {
        "change-people": {"what": "party", "people": "2", "under_14": "1", "guardian": "on"},
        "change-pupils": {"what": "party", "pupils": "30", "adults": "2"},
        "change-slot": {"what": "slot", "slot": other.pk},
        "change-contact": {"what": "contact", "contact_name": "王女士", "phone": "13800000001", "email": "", "access_needs": ""},
    }
    return reverse("ticket_change", args=[booking.token]), change[kind]


def is_kept(bound_field, sent: str) -> bool:
    if bound_field.name in NOT_REPEATED:
        return bound_field.value() != sent or not sent
    if isinstance(bound_field.field, CheckboxField):
        return bound_field.value() == bool(sent)
    return bound_field.value() in (sent, [sent])


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_sentence_is_djangos_and_what_was_typed_is_kept(client, session, now, kind, prefix):
    url, good = scene_of(kind, session, now)
    wrong = []
    for value in BAD_VALUES:
        fixed = {name: good[name] for name in ("what", "day") if name in good}
        answer = client.post(prefix + url, dict.fromkeys([*good, *HIDDEN], value) | fixed)
        if answer.status_code == 302:  # a class of one pupil gives places back
            continue
        form = answer.context.get("sent_form") or answer.context["form"]
        assert form.errors
        for field in form:
            wrong += [(value, field.name, sentence) for sentence in field.errors if is_django_sentence(sentence)]
            wrong += [] if is_kept(field, value) else [(value, field.name, field.value())]
        wrong += [(value, sentence) for sentence in form.non_field_errors() if is_django_sentence(sentence)]
    assert wrong == []


def test_the_catalogue_knows_the_sentences_of_django():
    for sentence in (
        *("This field is required.", "Ensure this value has at most 25 characters (it has 30).", "Enter a valid email address."),
        *("Null characters are not allowed.", "Enter a whole number.", "不允许是用空字符串。", "确保该值大于或等于1。"),
    ):
        assert is_django_sentence(sentence), sentence
    assert not is_django_sentence("Please fill this in.")

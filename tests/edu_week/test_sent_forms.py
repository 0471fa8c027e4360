import pytest

from edu_week.sent_forms import list_sent_fields

TYPED = {"contact_name": "王女士", "phone": "13800000001"}


@pytest.mark.parametrize(
    "path",
    [
        "/events/rc-cars/book/",
        "/en/events/rc-cars/book/",
        "/events/plan/",
        "/bookings/",
        "/bookings/ticket-link/",
        "/bookings/plan/a-plan/",
        "/bookings/a-token/change/",
        "/bookings/a-token/erase/",
        "/bookings/a-token/data/",
        "/bookings/a-token/cancel/",
    ],
)
def test_every_public_form_is_known(rf, path):
    assert list_sent_fields(rf.post(path, TYPED)) == list(TYPED.items())


@pytest.mark.parametrize("path", ["/admin/login/", "/events/", "/no-such-page/"])
def test_nothing_else_is_given_back(rf, path):
    assert list_sent_fields(rf.post(path, TYPED)) == []


def test_several_values_of_one_name_are_all_there(rf):
    assert list_sent_fields(rf.post("/events/plan/", {"slot": ["7", "8"]})) == [("slot", "7"), ("slot", "8")]


def test_looking_at_a_form_sends_nothing(rf):
    assert list_sent_fields(rf.get("/bookings/", TYPED)) == []

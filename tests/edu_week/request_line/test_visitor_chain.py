"""A visitor's booking form and ticket pass by what only accounts need; their answers are those of the whole chain."""

import re

import pytest
from django.conf import settings

from edu_week.page_cache import public_chain
from edu_week.request_line import middleware
from tests.events.bookings.conftest import form_data, make_slot, now, session  # noqa: F401 (fixtures)

FORM = "/events/rc-cars/book/"
DIFFERS = re.compile(rb'name="(?:submission|shown_at)"[^>]*|value="[^"]*"[^>]*name="(?:submission|shown_at)"')


@pytest.fixture
def slot(session, now):  # noqa: F811
    return make_slot(session)


@pytest.fixture
def answer_both_ways(client, monkeypatch):
    """Return what is asked for from the short chain and from the whole one, each as status, headers and body."""

    def answer(ask):
        found = []
        for is_short in (True, False):
            with monkeypatch.context() as patch:
                if not is_short:
                    patch.setattr(middleware, "is_visitors_page", lambda request: False)
                response = ask(client)
            headers = {name: value for name, value in response.items() if name not in ("X-Request-ID", "Server-Timing")}
            headers.update({"Expires": "now"} if "Expires" in headers else {})  # to the second
            found.append((response.status_code, headers, DIFFERS.sub(b"", response.content), response.cookies.output()))
        return found

    return answer


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "sent", [{"people": "9"}, {"people": "1", "phone": "1"}, {"people": "1", "submission": "one"}, {"people": "1", "slot": "1e9"}]
)
def test_what_a_sent_form_is_answered(slot, answer_both_ways, prefix, sent):
    short, whole = answer_both_ways(lambda client: client.post(prefix + FORM, form_data(slot, **sent)))
    assert short == whole


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_what_a_ticket_is_answered(client, slot, answer_both_ways, prefix, method):
    address = prefix + client.post(FORM, form_data(slot)).url
    short, whole = answer_both_ways(lambda client: getattr(client, method)(address))
    assert short == whole


@pytest.mark.django_db
def test_an_unknown_ticket_is_not_found(slot, answer_both_ways):
    short, whole = answer_both_ways(lambda client: client.get("/bookings/unknown/"))
    assert short == whole
    assert short[0] == 404


@pytest.mark.parametrize(
    ("path", "cookies", "is_short"),
    [
        (FORM, "", True),
        (f"/en{FORM}", "theme=dark; booked=1", True),
        ("/bookings/some-token/", "", True),
        ("/bookings/some-token/", f"{settings.SESSION_COOKIE_NAME}=x", False),
        ("/bookings/some-token/", "messages=x", False),
        ("/bookings/some-token/change/", "", False),
        ("/bookings/", "", False),
        ("/admin/", "", False),
        (f"/bookings/{'x' * 400}/", "", False),
    ],
)
def test_who_passes_by(rf, path, cookies, is_short):
    assert public_chain.is_visitors_page(rf.get(path, HTTP_COOKIE=cookies)) is is_short


def test_what_is_listed_stands_in_the_settings_in_that_order():
    behind_the_line = settings.MIDDLEWARE[
        settings.MIDDLEWARE.index("edu_week.request_line.middleware.RequestLineMiddleware") + 1 :
    ]
    assert [name for name in behind_the_line if name in public_chain.FOR_VISITORS] == list(public_chain.FOR_VISITORS)


def test_whatever_changes_something_and_is_no_public_form_goes_the_whole_way(rf):
    assert public_chain.is_visitors_page(rf.post(FORM))
    assert not public_chain.is_visitors_page(rf.post("/bookings/some-token/"))

"""Refusals before Django sees the request are those of the middleware; the others reach it whole."""

from io import BytesIO
from urllib.parse import urlencode

import pytest

from edu_week.form_cache.front import find_refused_form
from edu_week.request_ids import HEADER
from tests.edu_week.form_cache.conftest import FORM, TOKEN_THAT_BOOKED, URL, count_queries, send
from tests.events.bookings.conftest import form_data

pytestmark = pytest.mark.django_db


def make_environ(to, *, accepts="", **more):
    body = urlencode(form_data(to, **more)).encode()
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": URL,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_ACCEPT_ENCODING": accepts,
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }


@pytest.mark.parametrize("accepts", ["", "gzip, deflate, br"])
def test_a_refusal_is_the_middlewares(client, remembered, accepts):
    answer, queries = count_queries(lambda: find_refused_form(make_environ(remembered, accepts=accepts, contact_name="Bob")))
    response = send(client, remembered, contact_name="Bob", headers={"accept-encoding": accepts} if accepts else None)
    assert (answer.status, queries) == ("409 Conflict", 0)
    assert answer.content == response.content
    assert {**dict(answer.headers), HEADER: ""} == {**response.headers, HEADER: ""}


@pytest.mark.parametrize("more", [{"submission": TOKEN_THAT_BOOKED}, {"people": "x"}, {"slot": "999"}])
def test_the_others_reach_the_middleware_with_their_body(remembered, more):
    environ = make_environ(remembered, **more)
    assert find_refused_form(environ) is None
    assert environ["wsgi.input"].read() == urlencode(form_data(remembered, **more)).encode()


def test_before_the_page_was_made_it_is_left_to_the_middleware(client, full, memory):
    send(client, full)
    assert find_refused_form(make_environ(full)) is None
    assert send(client, full).status_code == 409
    assert find_refused_form(make_environ(full)).status == "409 Conflict"


def test_a_page_that_has_grown_old_is_left_to_the_middleware(client, remembered, clock_at):
    clock_at("2025-05-17T08:50:06")
    assert find_refused_form(make_environ(remembered)) is None


def test_other_requests_are_not_looked_at(remembered):
    assert find_refused_form({"REQUEST_METHOD": "GET"}) is None

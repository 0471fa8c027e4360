"""What is answered before Django sees the request is what Django would have answered."""

import time
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from edu_week.page_cache import front, generation, keys, middleware
from edu_week.request_ids import HEADER
from tests.factories.events import EventSessionFactory

pytestmark = pytest.mark.django_db

REQUESTS = [
    {"path": "/"},
    {"path": "/en/"},
    {"path": "/events/", "query_params": {"open": "1", "fbclid": "x"}},
    {"path": "/events/known/"},
    {"path": "/", "HTTP_ACCEPT_ENCODING": "br, gzip"},
    {"path": "/", "HTTP_ACCEPT_ENCODING": "gzip"},
    {"path": "/", "HTTP_COOKIE": "theme=dark; other=1"},
    {"path": "/events/", "HTTP_HX_REQUEST": "true"},
    {"path": "/events/", "HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"},
    {"path": "/events/", "HTTP_HX_REQUEST": "true", "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"},
    {"path": "/robots.txt"},
]


@pytest.fixture(autouse=True)
def kept_for_longer(clock_at, monkeypatch):
    """Pages with places are kept, and a generation that was read is not asked for again, as on a site within a quarter second."""
    clock_at("2025-05-13T09:30")
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", timedelta(seconds=5))
    monkeypatch.setattr(generation, "INTERVAL", 3600)
    EventSessionFactory(slug="known")


def send_to_front(method="GET", *, path, query_params=None, **headers):
    request = getattr(RequestFactory(), method.lower())(path, query_params=query_params, **headers)
    return front.find_answer(request.environ)


@pytest.mark.parametrize("sent", REQUESTS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_front_answers_as_django_does(sent, method):
    assert send_to_front(method, **sent) is None
    Client().get(**sent)
    expected = Client().generic(method, **sent)
    answer = send_to_front(method, **sent)
    assert answer.status == "200 OK"
    assert {**dict(answer.headers), HEADER: ""} == {**expected.headers, HEADER: ""}
    assert answer.content == expected.content


def test_front_says_that_nothing_has_changed():
    etag = Client().get("/").headers["ETag"]
    answer = send_to_front(path="/", HTTP_IF_NONE_MATCH=etag)
    expected = Client().get("/", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status, answer.content) == ("304 Not Modified", b"")
    assert {**dict(answer.headers), HEADER: ""} == {**expected.headers, HEADER: ""}


@pytest.mark.parametrize(
    "sent",
    [
        {"path": "/", "HTTP_COOKIE": "sessionid=x"},
        {"path": "/", "HTTP_COOKIE": "messages=x"},
        {"path": "/", "HTTP_COOKIE": f"other={'x' * front.MOST_CHARACTERS}"},
        {"path": "/", "HTTP_HOST": "elsewhere.example"},
        {"path": "/events/known/book/"},
        {"path": "/unknown/"},
        {"path": "/", "method": "POST"},
    ],
)
def test_front_leaves_all_else_to_django(sent):
    Client().get("/")
    assert send_to_front(path="/") is not None
    assert send_to_front(**sent) is None


def test_front_leaves_what_is_not_fresh_to_django(clock_at, monkeypatch):
    Client().get("/")
    clock_at("2025-05-13T09:30:06")
    assert send_to_front(path="/") is None
    clock_at("2025-05-13T09:30:01")
    assert send_to_front(path="/") is not None
    monkeypatch.setattr(generation.reader, "read_at", time.monotonic() - 3601)
    assert send_to_front(path="/") is None


def test_front_leaves_everything_to_django_without_page_cache(settings):
    Client().get("/")
    settings.PAGE_CACHE_MB = 0
    assert send_to_front(path="/") is None


class RecordingEnviron(dict):
    """Remembers which of a request's variables were asked for."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked_for = set()

    def __getitem__(self, name):
        self.asked_for.add(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.asked_for.add(name)
        return super().get(name, default)


@pytest.mark.parametrize("sent", REQUESTS)
@pytest.mark.parametrize("proxy_header", [None, ("HTTP_X_FORWARDED_PROTO", "https")])
def test_everything_that_a_key_is_made_of_is_looked_at(sent, proxy_header, settings):
    """Else two requests that differ in it would get one page."""
    settings.SECURE_PROXY_SSL_HEADER = proxy_header
    request = RequestFactory().get(**sent)
    request.META = request.environ = RecordingEnviron(request.META)
    keys.key_of_request(request)
    method_and_path = {"REQUEST_METHOD", "PATH_INFO"}  # read before, when the request was made
    assert request.META.asked_for | method_and_path <= {*front.LOOKED_AT}

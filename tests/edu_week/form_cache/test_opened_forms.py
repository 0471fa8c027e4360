"""A booking form from memory is the one that its view renders, but for its token and its time; it is a second old at most."""

import re

import pytest

from edu_week.form_cache.front import find_opened_form
from edu_week.page_cache import generation
from edu_week.request_ids import HEADER
from events.bookings import spam_guard
from events.models import EventSession
from tests.edu_week.form_cache.conftest import URL, count_queries, send
from tests.events.bookings.conftest import book, make_slot

pytestmark = pytest.mark.django_db
OF_THE_MOMENT = ("Vary", "Content-Length", "Server-Timing", HEADER)
OWN = re.compile(r'name="(submission|shown_at)" value="([^"]+)"')


@pytest.fixture
def now(clock_at):
    return clock_at("2025-05-13T09:30")


@pytest.fixture
def slots(session, now, memory, settings):
    settings.LIVE_PLACES_SECONDS = 1
    return [make_slot(session, capacity=3), make_slot(session, "05-17 14:00", "05-17 15:00")]


def open_form(client, path=URL, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def own_values(answer) -> dict[str, str]:
    return dict(OWN.findall(answer.content.decode()))


def same(answer):
    """What of an answer is the same for everybody."""
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    return OWN.sub("", answer.content.decode()), headers


def make_environ(path=URL, *, accepts="", **more):
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_ACCEPT_ENCODING": accepts,
        "wsgi.url_scheme": "http",
        **more,
    }


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (URL, {}),
        (f"/en{URL}", {}),
        (f"{URL}?slot=SECOND", {}),
        (f"{URL}?as=class", {}),
        (f"{URL}?slot=SECOND&as=class", {"cookie": "theme=dark; a11y=largest-contrast"}),
        (URL, {"host": "localhost"}),
    ],
)
def test_a_form_from_memory_is_the_views(client, slots, settings, path, headers):
    path = path.replace("SECOND", str(slots[1].pk))
    settings.PAGE_CACHE_MB = 0
    whole = open_form(client, path, **headers)
    settings.PAGE_CACHE_MB = 8
    open_form(client, path, **headers)
    remembered, queries = count_queries(lambda: open_form(client, path, **headers))
    assert queries == 0
    assert same(remembered) == same(whole)


def test_each_has_a_token_and_a_time_of_its_own_and_can_be_sent(client, slots):
    forms = [own_values(open_form(client)) for _time in range(3)]
    assert len({form["submission"] for form in forms}) == 3
    assert not any(spam_guard.find_robot_sign(trap="", stamp=form["shown_at"]) == "" for form in forms)  # too quick, so ours
    assert send(client, slots[0], submission=forms[2]["submission"]).status_code == 302


@pytest.mark.parametrize("accepts", ["", "gzip, deflate, br"])
def test_before_django_sees_the_request_it_is_the_middlewares(client, slots, accepts):
    open_form(client)
    answer, queries = count_queries(lambda: find_opened_form(make_environ(accepts=accepts)))
    response = open_form(client, **({"accept-encoding": accepts} if accepts else {}))
    assert (answer.status, queries) == ("200 OK", 0)
    assert len(answer.content) == len(response.content)
    assert {name for name, _value in answer.headers} | {HEADER} == {*response.headers}


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "HEAD"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "messages=x"},
        {"PATH_INFO": "/events/unknown/book/"},
        {"PATH_INFO": "/events/rc-cars/"},
        {"HTTP_HOST": "elsewhere.example"},
        {"QUERY_STRING": "q=" + "x" * 3000},
    ],
)
def test_whatever_is_of_one_person_or_of_no_form_goes_the_whole_way(client, slots, environ):
    open_form(client)
    assert find_opened_form(make_environ() | environ) is None


def test_with_a_session_the_form_is_rendered_anew(client, slots):
    open_form(client)
    assert count_queries(lambda: open_form(client, cookie="sessionid=x"))[1] > 0


def test_a_proof_of_work_is_of_one_form(client, slots, settings):
    settings.PROOF_OF_WORK = True
    open_form(client)
    assert count_queries(lambda: open_form(client))[1] > 0


def test_nothing_else_that_is_sent_reaches_what_others_get(client, slots):
    open_form(client, f"{URL}?evil=1&slot=x&as=other", cookie="evil=1")
    remembered, queries = count_queries(lambda: open_form(client))
    assert queries == 0
    assert "evil" not in remembered.content.decode()


def test_its_places_are_a_second_old_at_most(client, slots, now, clock_at):
    assert "余3" in open_form(client).content.decode()
    book(slots[0], "13700000001", people=2, now=now)
    assert "余3" in open_form(client).content.decode()
    clock_at("2025-05-13T09:30:01")
    assert "余1" in open_form(client).content.decode()


def test_who_edits_the_session_sees_it_at_once(client, slots, session, monkeypatch):
    monkeypatch.setattr(generation, "INTERVAL", 0)
    open_form(client)
    EventSession.objects.filter(pk=session.pk).update(title="遥控车")
    assert "遥控车" in open_form(client).content.decode()


def test_a_session_that_is_gone_has_no_form(client, slots, session, monkeypatch):
    monkeypatch.setattr(generation, "INTERVAL", 0)
    open_form(client)
    EventSession.objects.filter(pk=session.pk).update(status="draft")
    assert client.get(URL).status_code == 404
    assert find_opened_form(make_environ()) is None

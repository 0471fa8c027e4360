"""Which id a request has, and where it stands."""

import pytest

from content.database_threads import Job
from edu_week.request_ids import HEADER, NO_REQUEST, choose_request_id, current_request_id


@pytest.mark.parametrize(("is_trusted", "taken"), [(True, True), (False, False)])
def test_sent_id_is_taken_from_a_trusted_proxy_only(settings, is_trusted, taken):
    settings.TRUST_PROXY_HEADERS = is_trusted
    assert (choose_request_id({"HTTP_X_REQUEST_ID": "proxy-0123456789"}) == "proxy-0123456789") is taken


@pytest.mark.parametrize("sent", ["", "short", "a" * 65, "13800001234 王", "a\r\nSet-Cookie: b", "../../etc/passwd"])
def test_odd_id_of_a_proxy_is_replaced(settings, sent):
    settings.TRUST_PROXY_HEADERS = True
    made = choose_request_id({"HTTP_X_REQUEST_ID": sent})
    assert made != sent
    assert len(made) == 16


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/about/", 200), ("/nowhere/", 404), ("/healthz", 200)])
def test_every_answer_has_an_id_of_its_own(client, path, status):
    answers = [client.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert len({answer[HEADER] for answer in answers}) == 3


def test_id_goes_with_the_request_into_a_database_thread():
    current_request_id.set(NO_REQUEST)
    token = current_request_id.set("of-this-request")
    job = Job(current_request_id.get, (), is_urgent=False)
    current_request_id.reset(token)
    job.run()
    assert current_request_id.get() == NO_REQUEST
    assert job.outcome.result() == "of-this-request"

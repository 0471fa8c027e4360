"""Who may read `/metrics`, and what stands there."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from content.models import Heartbeat
from edu_week.health import record_heartbeat
from edu_week.metrics import process_files, views
from edu_week.request_line.absence_answers import answer_while_away
from tests.factories.events import BookingFactory, ClassBookingFactory

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-tests"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def read_metrics(client, **more):
    answer = client.get("/metrics", **more)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("request_from", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200),
        (ELSEWHERE, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "203.0.113.9"}, 404),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": f"bearer {TOKEN} "}, 200),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, 404),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": f"Bearer {TOKEN[:-1]}"}, 404),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer é"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(client, settings, request_from, status):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", **request_from).status_code == status


def test_metrics_behind_a_trusted_proxy_go_by_the_client_it_reports(client, settings):
    settings.TRUST_PROXY_HEADERS = True  # edu_week.wsgi has put the reported address into REMOTE_ADDR
    forwarded = {"HTTP_X_FORWARDED_PROTO": "http"}
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1", **forwarded).status_code == 200
    assert client.get("/metrics", **ELSEWHERE, **forwarded).status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer"])
def test_without_a_token_nobody_elsewhere_reads_metrics(client, settings, sent):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", HTTP_AUTHORIZATION=sent, **ELSEWHERE).status_code == 404


def test_refused_metrics_look_like_an_unknown_address(client):
    refused, unknown = (client.post(path, **ELSEWHERE) for path in ("/metrics", "/metrix"))
    assert refused.status_code == unknown.status_code == 404
    assert refused.headers.keys() == unknown.headers.keys()
    assert "site-header" in refused.content.decode()
    assert client.post("/metrics").status_code == 405


def test_metrics_tell_bookings_notices_worker_and_generation(client, clock_at):
    clock_at("2025-05-13T09:30")
    BookingFactory(slot=ClassBookingFactory(state="pending").slot)
    Heartbeat.objects.all().delete()
    assert read_metrics(client)["portal_worker_heartbeat_age_seconds",] == float("inf")
    record_heartbeat()
    told = read_metrics(client)
    assert told["portal_bookings", "class", "pending"] == told["portal_bookings", "confirmed", "individual"] == 1
    assert told["portal_worker_heartbeat_age_seconds",] < 60
    assert told["portal_database_up",] == 1
    assert {("portal_outbox_age_seconds",), ("portal_task_age_seconds",), ("portal_public_generation",)} <= told.keys()


def test_metrics_without_a_database_say_so_and_keep_the_rest(client, monkeypatch):
    def fail():
        raise OperationalError("away")

    monkeypatch.setattr("edu_week.metrics.database_collector.generation.read_number", fail)
    told = read_metrics(client)
    assert told["portal_database_up",] == 0
    assert not [name for name, *_labels in told if name == "portal_bookings"]
    assert [name for name, *_labels in told if name == "portal_http_requests_total"]


def test_metrics_hold_nothing_of_a_person(client, clock_at):
    clock_at("2025-05-13T09:30")
    booking = BookingFactory(contact_name="张三丰", phone="13800009999", token="a-secret-ticket-token")
    client.get(f"/bookings/{booking.token}/")
    client.post("/bookings/", {"reference": booking.reference, "phone": booking.phone})
    client.get("/events/?q=13800009999")
    client.get("/nowhere/13800009999/")
    text = client.get("/metrics").content.decode()
    assert not [secret for secret in ("张三丰", "13800009999", booking.token, booking.reference, "nowhere") if secret in text]


COUNT = """
import os, sys
from prometheus_client import Counter, Gauge
Counter("portal_tried_total", "Tries").inc(3)
Gauge("portal_waiting", "Waiting", multiprocess_mode="livesum").set(5)
"""


def test_all_processes_count_together_and_a_dead_one_waits_no_more(client, monkeypatch, tmp_path):
    monkeypatch.setenv(process_files.VARIABLE, str(tmp_path))
    for _process in range(2):
        subprocess.run([sys.executable, "-c", COUNT], env=os.environ | {process_files.VARIABLE: str(tmp_path)}, check=True)
    assert len(process_files.list_process_ids(tmp_path)) == 2
    text = views.generate_latest(views.choose_registry()).decode()
    assert "portal_tried_total 6.0" in text
    assert "portal_waiting 5.0" not in text


def test_metrics_while_the_database_is_known_to_be_away_ask_it_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = answer_while_away(rf.get("/metrics"), get_response=None)
    assert (answer.status_code, "portal_database_up 0.0" in answer.content.decode()) == (200, True)
    assert answer_while_away(rf.get("/metrics", **ELSEWHERE), get_response=None).status_code == 503

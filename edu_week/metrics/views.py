"""`/metrics` for Prometheus: for whoever asks from this machine, or has the token; for all others there is no such address."""

import os
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from accounts.ip_addresses import client_address
from edu_week.metrics import process_files
from edu_week.metrics.database_collector import DatabaseCollector
from edu_week.metrics.memory_counts import memory_counts

# Where proxies say for whom they ask. Such a request comes from somewhere else, though its own address is this machine's.
FORWARDING_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


@never_cache
def metrics(request):
    if not may_read_metrics(request):
        raise Http404
    return show_metrics(request)


@require_safe
def show_metrics(request):
    return answer_metrics(asks_database=True)


def answer_metrics(*, asks_database: bool) -> HttpResponse:
    memory_counts.hand_on()
    text = generate_latest(choose_registry()) + generate_latest(registry_of_database(is_asked=asks_database))
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_read_metrics(request) -> bool:
    return has_metrics_token(request) or is_from_this_machine(request)


def has_metrics_token(request) -> bool:
    scheme, _space, sent = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and scheme.lower() == "bearer" and constant_time_compare(sent.strip(), token)


def is_from_this_machine(request) -> bool:
    """Whether the client itself is here. Without a trusted proxy, what a proxy forwards is from somewhere else."""
    address = client_address(request)
    is_forwarded = not settings.TRUST_PROXY_HEADERS and any(name in request.META for name in FORWARDING_HEADERS)
    return address is not None and ip_address(address).is_loopback and not is_forwarded


def choose_registry() -> CollectorRegistry:
    """Return what this process counts, or all web processes where they count in a common folder."""
    folder = os.environ.get(process_files.VARIABLE)
    if not folder:
        return REGISTRY
    for pid in process_files.list_process_ids(Path(folder)):
        if not process_files.is_running(pid):
            mark_process_dead(pid)  # forgets what was only true while it ran; its counts stay
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def registry_of_database(*, is_asked: bool) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DatabaseCollector(is_asked=is_asked))
    return registry

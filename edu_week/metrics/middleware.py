"""Counts and times every request that Django answers."""

import time

from django.conf import settings

from content import database_threads
from edu_week.metrics.definitions import FROM_DJANGO, LINE, REQUESTS, SECONDS
from edu_week.metrics.memory_counts import memory_counts

UNMATCHED, STATIC = "unmatched", "static"


class CountingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began_at = time.perf_counter()
        LINE.set(database_threads.count_waiting())
        response = self.get_response(request)
        LINE.set(database_threads.count_waiting())
        route = name_route(request)
        REQUESTS.labels(route, f"{response.status_code // 100}xx", FROM_DJANGO).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began_at)
        memory_counts.hand_on()
        return response


def name_route(request) -> str:
    """Return the name of the address; one for the whole back office, and one for whatever leads nowhere."""
    match = request.resolver_match
    name = match.view_name if match else getattr(request, "page_name", "")
    if name:
        return "admin" if name.startswith("admin:") else name
    if request.path_info.startswith(settings.STATIC_URL.removeprefix(settings.SCRIPT_NAME)):
        return STATIC
    return UNMATCHED

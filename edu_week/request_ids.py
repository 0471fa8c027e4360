"""The id of a request: in each of its log lines and in its answer, so that what a visitor reports can be found in the log.

An id that was sent is taken over from a trusted proxy only, which sets it in its own log too; all others get a new one.
"""

import random
import re
from contextvars import ContextVar

from django.conf import settings

HEADER = "X-Request-ID"
SENT = "HTTP_X_REQUEST_ID"
ACCEPTED = re.compile(r"[A-Za-z0-9-]{8,64}")
NO_REQUEST = "-"

# Threads that use the database are handed the context of whoever asks (`content.database_threads`), so the id comes along.
current_request_id: ContextVar[str] = ContextVar("current_request_id", default=NO_REQUEST)


def choose_request_id(environ) -> str:
    sent = environ.get(SENT, "")
    return sent if sent and settings.TRUST_PROXY_HEADERS and ACCEPTED.fullmatch(sent) else f"{random.getrandbits(64):016x}"  # noqa: S311 (no secret; thousands in a second)


class RequestIdMiddleware:
    """Gives each request its id. It stays set when the answer is made: Django logs a refusal after all middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request_id = choose_request_id(request.META)
        current_request_id.set(request_id)
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response

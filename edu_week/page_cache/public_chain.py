"""Answers without session, log-in, second factor, messages, history and lock-out middleware.

None of them has anything to do for a page that is rendered for everybody, whose request is made of a key alone, nor for a page of
one visitor that is known by its address alone. What is listed here shapes the answer itself.
"""

from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from content.public_cache import READING
from edu_week.page_cache import keys

FOR_EVERYBODY = (  # in the order of the settings
    "edu_week.middleware.NulMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "edu_week.security_headers.SecurityHeadersMiddleware",
    "edu_week.security_headers.ContentPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
)

# What stands in the settings behind the line for the database. Of a sent booking the others took 0.25 ms.
FOR_VISITORS = (
    "edu_week.compression.CompressionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "edu_week.middleware.MethodNotAllowedMiddleware",
)
# By the names of their addresses: they look at no account.
VISITORS_PAGES = {"session_book", "ticket"}
FOLLOW_UPS = {"ticket"}  # where somebody is led who has been through the line for the database


class ShortChain(BaseHandler):
    """Django's handler with our list in place of the settings'. None of these has hooks of its own for views or templates."""

    _view_middleware = _template_response_middleware = _exception_middleware = ()
    middleware: tuple[str, ...]

    def __init__(self):
        handle = convert_exception_to_response(self._get_response)
        for path in reversed(self.middleware):
            handle = convert_exception_to_response(import_string(path)(handle))
        self.handle = handle


class PublicHandler(ShortChain):
    middleware = FOR_EVERYBODY


class KnownAddresses(BaseHandler):
    """Remembers where an address leads; Django's own looks through all patterns for each request, 0.1 ms."""

    def resolve_request(self, request):
        path = request.path_info
        request.resolver_match = keys.match_path(path) if len(path) <= keys.LONGEST_PATH else None
        return request.resolver_match or super().resolve_request(request)


class VisitorHandler(KnownAddresses, ShortChain):
    middleware = FOR_VISITORS


class PortalHandler(KnownAddresses, WSGIHandler):
    """The portal's WSGI application as Django knows it, with all middleware of the settings."""


def is_visitors_page(request) -> bool:
    """Whether it is of `VISITORS_PAGES`, needs no token against forged requests, and nobody is logged in or has messages."""
    path = request.path_info
    if keys.is_personal(request.META.get("HTTP_COOKIE", "")) or len(path) > keys.LONGEST_PATH:
        return False
    match = keys.match_path(path)
    if match is None or match.view_name not in VISITORS_PAGES:
        return False
    return request.method in READING or getattr(match.func, "csrf_exempt", False)


def is_follow_up(request) -> bool:
    """Whether it is of `FOLLOW_UPS`, to be read."""
    path = request.path_info
    match = keys.match_path(path) if request.method in READING and len(path) <= keys.LONGEST_PATH else None
    return match is not None and match.view_name in FOLLOW_UPS

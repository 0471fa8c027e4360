"""Renders a page for everybody: without session, log-in, second factor, messages, history and lock-out middleware.

None of them has anything to do for a request made of a key alone. What is listed here shapes the answer itself.
"""

from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.utils.module_loading import import_string

MIDDLEWARE = (  # in the order of the settings
    "edu_week.middleware.NulMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "edu_week.security_headers.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
)


class PublicHandler(BaseHandler):
    """Django's handler with our list in place of the settings'. None of these has hooks of its own for views or templates."""

    _view_middleware = _template_response_middleware = _exception_middleware = ()

    def __init__(self):
        handle = convert_exception_to_response(self._get_response)
        for path in reversed(MIDDLEWARE):
            handle = convert_exception_to_response(import_string(path)(handle))
        self.handle = handle

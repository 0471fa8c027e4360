"""Answers while the database is away: pictures as ever, /readyz and /metrics what they know, all else that one come again."""

from django.conf import settings
from django.http import HttpResponse

from edu_week import health
from edu_week.metrics.views import answer_metrics, may_read_metrics
from edu_week.views import answer_without_database

READINESS, METRICS = "/readyz", "/metrics"


def answer_while_away(request, get_response) -> HttpResponse:
    if is_picture(request.path_info):
        request.COOKIES, request.META["HTTP_COOKIE"] = {}, ""  # nobody is asked about: pictures are for everybody
        return get_response(request)
    if request.path_info == READINESS:
        return health.answer_checks(health.check_without_database())
    if request.path_info == METRICS and may_read_metrics(request):
        return answer_metrics(asks_database=False)
    response = answer_without_database(request)
    response._has_been_logged = True  # the absence itself is in the log, once
    return response


def is_picture(path: str) -> bool:
    return path.startswith(f"/{settings.MEDIA_URL.strip('/')}/")

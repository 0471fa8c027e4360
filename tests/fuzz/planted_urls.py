"""The portal's addresses, and some that are wrong on purpose."""

from django.http import HttpResponse
from django.urls import path

from edu_week.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.fuzz.scene import SENTINELS

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def planted_error(request):
    raise ValueError("planted")


def planted_redirect(request):
    return HttpResponse(status=302, headers={"Location": "//evil.example/"})


def show(text, status=200):
    return lambda request: HttpResponse(text, status=status)


urlpatterns = [
    *urlpatterns,
    path("planted/error/", planted_error, name="planted_error"),
    path("planted/redirect/", planted_redirect, name="planted_redirect"),
    path("planted/name/", show(SENTINELS["name"]), name="planted_name"),
    path("planted/phone/", show(f"call {SENTINELS['phone']}"), name="planted_phone"),
    path("planted/trace/", show("Traceback (most recent call last):"), name="planted_trace"),
    path("planted/status/", show("", 418), name="planted_status"),
]

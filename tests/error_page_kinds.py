"""Every kind of error page, for screenshots: those that an address leads to, and those that only a fault brings, as texts."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from edu_week import views
from tests.page_kinds import PageKind, page_kind

SENT = (("slot", "1"), ("contact_name", "王女士"), ("people", "2"))


@dataclass(frozen=True)
class AnsweredPageKind(PageKind):
    """`html` is what the server would answer there; the browser is given it in its place."""

    html: str = ""


def error_page_kinds() -> list[PageKind]:
    """The others that an address leads to are among the public pages and those of the door."""
    return [*addressed_pages(), *answered_pages()]


def addressed_pages():
    yield page_kind("error-403-form", "desk_choose", sent={"slots": "1"}, status=403)
    yield page_kind("error-404-link", "accounts:password_link", "not-a-link", status=404)
    yield page_kind("error-405", "desk_choose", status=405)
    yield page_kind("error-410-link", "accounts:reset_confirm", "MQ", "not-a-token", status=410)
    yield page_kind("desk-log-in", "desk_log_in")


def answered_pages():
    request = RequestFactory().get(reverse("home"))
    request.user, request.session = AnonymousUser(), {}
    yield AnsweredPageKind("error-400", "/error/400/", status=400, html=views.bad_request(request).content.decode())
    for status in (429, 500, 503, 507):
        yield answered(f"error-{status}", status)
    for status in (429, 503):
        yield answered(f"error-{status}-sent", status, sent=SENT)


def answered(name: str, status: int, **values) -> AnsweredPageKind:
    html = render_to_string(f"{status}.html", {"home": reverse("home"), **values})
    return AnsweredPageKind(name, f"/{name}/", status=status, html=html)

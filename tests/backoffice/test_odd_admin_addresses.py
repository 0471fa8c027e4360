"""Lists and pages of the back office with odd values in their addresses, opened by the bureau: never an error."""

import logging
import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.test_odd_addresses import PART

ODD_VALUES = ["%00", "9999-12-31", "0001-01-01", str(2**63), "9" * 5000, "-1", "1e3", "%D9%A1", "__class__", "%ff", "%0d%0a"]
EVERY_LIST = ("all", "_facets", "_popup", "_to_field", "no__such", "pk__regex", "id__in", "id__gt")
# Of pages beside the lists; each page gets all of them
PARAMETERS = (
    "day",
    "slot",
    "session",
    "proposal",
    "version",
    "id",
    "p",
    "a",
    "b",
    "width",
    "show",
    "as",
    "term",
    "ids",
    "next",
    "page",
)


def admin_routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if hasattr(pattern, "url_patterns"):
            yield from admin_routes(pattern.url_patterns, route)
        elif route.startswith("admin/") and "logout" not in route:
            yield route


def filter_names(model_admin):
    """Yield the parameters by which Django's lists filter."""
    for item in model_admin.list_filter:
        name = item[0] if isinstance(item, list | tuple) else item
        names = (name, f"{name}__id__exact", f"{name}__in", f"{name}__gte") if isinstance(name, str) else (name.parameter_name,)
        yield from filter(None, names)
    if field := model_admin.date_hierarchy:
        yield from (f"{field}__{part}" for part in ("year", "month", "day", "gte"))


@pytest.fixture
def ask(scene, monkeypatch):
    """`ask(path)` returns the status; a database's refusal of a value does not end the test's transaction."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    client = Client(raise_request_exception=False)
    client.force_login(scene.alice)

    def status(path):
        savepoint = transaction.savepoint()
        code = client.get(path).status_code
        transaction.savepoint_rollback(savepoint)
        return code

    return status


def failures(ask, paths):
    return {path[:150]: code for path in paths if (code := ask(path)) >= 500}


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_lists_bear_odd_values(model, ask):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    odd = [f"{path}?q={value}&p={value}&o={value}&e={value}" for value in ODD_VALUES]
    for place, name in enumerate([*EVERY_LIST, *filter_names(admin.site._registry[model])]):
        odd += [f"{path}?{name}={value}" for value in (2**63, ODD_VALUES[place % len(ODD_VALUES)])]
    assert failures(ask, odd) == {}


# Pages that every record has are looked at for these
LOOKED_AT = (
    "account|richtext|backoffice/auditentry|content/picture|schools/school|"
    "events/(booking|eventsession|timeslot|message|notice|activityweek)"
)
OTHERS = re.compile(rf"admin/(?!{LOOKED_AT})[a-z_]+/[a-z_]+/")
PAGES = [route for route in sorted(set(admin_routes(get_resolver().url_patterns))) if not OTHERS.match(route)]


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("route", PAGES)
def test_pages_bear_odd_values(route, ask):
    odd = []
    for part in PART.finditer(route):
        before, after = (PART.sub("1", text) for text in (route[: part.start()], route[part.end() :]))
        odd += [f"/{before}{value}{after}" for value in ODD_VALUES]
    for shift in (0, 3, 6):
        query = "&".join(f"{name}={ODD_VALUES[(n + shift) % len(ODD_VALUES)]}" for n, name in enumerate(PARAMETERS))
        odd.append(f"/{PART.sub('1', route)}?{query}")
    assert failures(ask, odd) == {}

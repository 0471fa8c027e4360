"""Identifiers end in the domain of the set-up, for as long as the database lives."""

import pytest
from django.core.management import call_command
from django.db import connection

from content import site_identity
from content.models import SiteIdentity
from edu_week.loading.purge_samples import purge_samples


@pytest.fixture(autouse=True)
def new_process():
    """Nothing is remembered from before, nor afterwards."""
    site_identity.permanent_domain.cache_clear()
    yield
    site_identity.permanent_domain.cache_clear()


def test_set_up_stores_the_domain(db):
    assert SiteIdentity.objects.get().domain == "testserver"


def test_domain_stays_when_the_address_changes(db, settings):
    settings.BASE_URL = "https://week.example.org"
    assert site_identity.permanent_domain() == "testserver"
    call_command("migrate", verbosity=0)
    site_identity.permanent_domain.cache_clear()
    assert site_identity.permanent_domain() == "testserver"


def test_domain_is_read_once(db, django_assert_num_queries):
    site_identity.permanent_domain()
    with django_assert_num_queries(0):
        site_identity.permanent_domain()


def test_of_two_processes_at_once_the_first_counts(db):
    """The other's row appears between the question and the answer."""
    SiteIdentity.objects.all().delete()
    asked = []

    def insert_behind_its_back(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "siteidentity" in sql and not asked:
            asked.append(sql)
            SiteIdentity.objects.create(pk=1, domain="first.example")
        return answer

    with connection.execute_wrapper(insert_behind_its_back):
        assert site_identity.permanent_domain() == "first.example"
    assert SiteIdentity.objects.count() == 1


def test_samples_go_and_the_domain_stays(db):
    purge_samples()
    assert SiteIdentity.objects.get().domain == "testserver"

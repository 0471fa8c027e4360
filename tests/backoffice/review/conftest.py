"""Bob's school writes, Alice of the bureau decides; Carol is of another school, Dora only looks."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import AUDITOR, SCHOOL
from backoffice.proposals.models import ProposedChange
from schools.models import Editorship
from tests.admin_scene import form_data_of_page


class Desk:
    """The browser of one person: what they see on a record's page, and what they send from it."""

    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def open(self, url):
        return self.client.get(url)

    def read(self, url) -> str:
        return self.client.get(url).content.decode()

    def form(self, url) -> dict:
        return form_data_of_page(self.client, url)

    def save(self, url, **more):
        return self.client.post(url, {**self.form(url), **more}, follow=True)

    def answer(self, record, button, **texts):
        """Press a button of the review, with what its page shows."""
        proposal = ProposedChange.objects.filter(object_id=record.pk).first()
        stamp = {"stamp": proposal.stamp} if proposal else {}
        return self.client.post(review_url(record), {button: "1", **stamp, **texts}, follow=True)


def record_page(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def review_url(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_review", args=[record.pk])


def proposal_page(record) -> str:
    return f"{record_page(record)}?proposal={ProposedChange.objects.get(object_id=record.pk, state='open').pk}"


def message_text(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def people(scene):
    scene.alice.email, scene.bob.email = "alice@example.org", "bob@example.org"
    for user in (scene.alice, scene.bob):
        user.save()
    school, auditor = (Group.objects.get(name=name) for name in (SCHOOL, AUDITOR))
    ben, carol, dora = (
        User.objects.create_user(name, f"{name}@example.org", f"secret-of-{name}", is_staff=True)
        for name in ("ben", "carol", "dora")
    )
    for user, own in ((ben, scene.own.school), (carol, scene.other.school)):
        user.groups.add(school)
        Editorship.objects.create(user=user, school=own)
    dora.groups.add(auditor)
    names = {"alice": scene.alice, "bob": scene.bob, "ben": ben, "carol": carol, "dora": dora}
    return SimpleNamespace(**{name: Desk(user) for name, user in names.items()})

"""Where a request comes from, and from where the back office opens."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from accounts.ip_addresses import client_address, mask_address
from tests.accounts.conftest import said


@pytest.mark.parametrize(
    ("given", "found"),
    [("10.1.2.3", "10.1.2.3"), ("::ffff:10.1.2.3", "10.1.2.3"), ("2001:db8::1", "2001:db8::1"), ("", None), ("unix:", None)],
)
def test_address_of_a_request(given, found):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=given)) == found


@pytest.mark.parametrize(("address", "short"), [("10.1.2.3", "10.1.*.*"), ("2001:db8::1", "2001:0db8:0000:*"), (None, "—")])
def test_shortened_address(address, short):
    assert mask_address(address) == short


@pytest.fixture
def bureau_only(settings):
    settings.ADMIN_ALLOWED_CIDRS = [ip_network("10.1.0.0/16"), ip_network("2001:db8::/32")]


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::7"])
def test_named_networks_get_in(client, db, bureau_only, address):
    assert client.get("/admin/login/", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("address", ["10.2.2.3", "2001:db9::7", ""])
def test_all_others_are_refused_with_a_sentence(client, alice, bureau_only, address):
    client.force_login(alice)
    for page in ("/admin/login/", "/admin/", "/admin/account/"):
        refused = client.get(page, REMOTE_ADDR=address)
        assert refused.status_code == 403
        assert "后台只对教育局指定的网络开放" in said(refused)


def test_public_pages_open_from_everywhere(client, db, bureau_only):
    assert client.get("/", REMOTE_ADDR="10.2.2.3").status_code == 200
    assert client.get("/administration/", REMOTE_ADDR="10.2.2.3").status_code == 404


def test_claimed_address_counts_for_nothing(client, db, bureau_only):
    assert client.get("/admin/login/", REMOTE_ADDR="10.2.2.3", headers={"x-forwarded-for": "10.1.2.3"}).status_code == 403

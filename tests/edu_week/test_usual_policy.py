"""The policy that is written once is the one that django-csp writes; what a view or a nonce changes is not left out."""

import pytest
from csp.constants import NONCE
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from edu_week.security_headers import ContentPolicyMiddleware, write_usual_policy

HEADER = "Content-Security-Policy"


@pytest.fixture(autouse=True)
def forget_policy():
    write_usual_policy.cache_clear()
    yield
    write_usual_policy.cache_clear()


def answer(middleware, request, **attributes):
    def respond(request):
        response = HttpResponse("x")
        vars(response).update(attributes)
        return response

    return middleware(respond)(request)


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"_csp_replace": {"frame-ancestors": ["*"]}},
        {"_csp_update": {"img-src": ["https://a.example"]}},
        {"_csp_exempt": True},
    ],
)
def test_the_header_is_the_librarys(rf, attributes):
    ours, theirs = (answer(one, rf.get("/"), **attributes) for one in (ContentPolicyMiddleware, CSPMiddleware))
    assert parse(ours) == parse(theirs)


def parse(response) -> set[str]:
    return set(response.headers.get(HEADER, "").split("; "))


def test_a_nonce_that_was_asked_for_stands_in_it(rf, settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"script-src": ["'self'", NONCE]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    request = rf.get("/")
    response = ContentPolicyMiddleware(lambda request: HttpResponse(str(request.csp_nonce)))(request)
    assert f"'nonce-{response.content.decode()}'" in response.headers[HEADER]


def test_a_nonce_that_is_asked_for_too_late_is_refused(rf):
    request = rf.get("/")
    answer(ContentPolicyMiddleware, request)
    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)

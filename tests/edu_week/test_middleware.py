import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from edu_week.middleware import HeadMiddleware, MethodNotAllowedMiddleware, NulMiddleware

requests = RequestFactory()


@pytest.mark.parametrize(
    ("query", "read"),
    [("q=a%00b", {"q": "ab"}), ("q=%00&%00x=1", {"q": "", "x": "1"}), ("q=%%0000", {"q": ""}), ("q=%2500", {"q": "%00"})],
)
def test_parameters_lose_nul(query, read):
    seen = []
    NulMiddleware(lambda request: seen.append(request.GET.dict()))(requests.get(f"/?{query}"))
    assert seen == [read]


def test_path_and_cookies_lose_nul():
    request = requests.get("/a%00b/", headers={"cookie": r'good=1; bad="\000x"'})
    NulMiddleware(lambda request: None)(request)
    assert (request.path, request.path_info, request.COOKIES) == ("/a\ufffdb/", "/a\ufffdb/", {"good": "1"})


@pytest.mark.parametrize(
    "answer", [HttpResponse("four", headers={"X": "1"}), StreamingHttpResponse([b"fo", b"ur"], headers={"X": "1"})]
)
def test_head_is_answered_as_get_without_the_body(answer):
    methods = []

    def view(request):
        methods.append(request.method)
        return answer

    request = requests.head("/")
    response = HeadMiddleware(view)(request)
    assert methods == ["GET"]
    assert request.method == "HEAD"
    assert (b"".join(response), response["X"]) == (b"", "1")
    if not response.streaming:
        assert response["Content-Length"] == "4"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/bookings/a-token/cancel/", "/bookings/a-token/feed/", "/bookings/plan/a-plan/drop/", "/display/theme/"]
)
def test_looking_at_an_address_that_only_takes_forms_shows_a_page(client, address):
    response = client.get(address)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    page = response.content.decode()
    assert "什么也没有改动" in page
    assert 'href="/bookings/"' in page
    assert "Nothing was changed" in client.get(f"/en{address}").content.decode() or address.startswith("/display/")


@pytest.mark.django_db
def test_sending_to_a_page_that_takes_nothing_shows_the_page_too():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/about/", {"anything": "typed"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "什么也没有改动" in response.content.decode()


def test_an_answer_with_words_of_its_own_is_left():
    answer = HttpResponse("No method for this", status=405)
    assert MethodNotAllowedMiddleware(lambda request: answer)(requests.put("/admin/")) is answer

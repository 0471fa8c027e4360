import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from edu_week.middleware import HeadMiddleware, NulMiddleware

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

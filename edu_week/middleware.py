"""Characters that no text can hold, HEAD, and methods that an address does not take."""

from http import HTTPStatus

from django.http import JsonResponse

from edu_week.views import method_not_allowed

OPEN_INTERFACE, OF_INTERFACE = "/api/", {"Access-Control-Allow-Origin": "*"}
NUL = "\x00"
REPLACEMENT = "\ufffd"  # what Django itself puts in place of bytes that are no UTF-8


class NulMiddleware:
    """Keeps U+0000, which PostgreSQL stores in no text, away from every view.

    In a path it is replaced, so that the address leads nowhere; parameters lose it; a cookie that holds it is ignored. What
    is posted is checked by the forms.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if NUL in request.path:
            request.path, request.path_info = (path.replace(NUL, REPLACEMENT) for path in (request.path, request.path_info))
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or NUL in query:  # read here, before anything parses it
            request.META["QUERY_STRING"] = remove_nul_from_query(query)
        for name in [name for name, value in request.COOKIES.items() if NUL in name + value]:
            del request.COOKIES[name]
        return self.get_response(request)


def remove_nul_from_query(query: str) -> str:
    """Removing it may join the halves of another one."""
    while "%00" in query or NUL in query:
        query = query.replace("%00", "").replace(NUL, "")
    return query


class HeadMiddleware:
    """Answers HEAD as GET, without the body: the same status and headers on every address, whatever methods its view knows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return drop_body(response)


def drop_body(response):
    """Remove the body and keep the headers that describe it."""
    if response.streaming:
        response.close()
        response.streaming_content = []
    else:
        length = response.headers.get("Content-Length", str(len(response.content)))
        response.content = b""
        response.headers["Content-Length"] = length
    return response


class MethodNotAllowedMiddleware:
    """Gives a page, or JSON, to whoever sends a method that the address does not take; Django's own answer is empty."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        if request.path_info.startswith(OPEN_INTERFACE):  # its own answer is a sentence that claims to be HTML
            return JsonResponse({"detail": "Method not allowed"}, status=405, headers=OF_INTERFACE | {"Allow": response["Allow"]})
        return response if response.content else method_not_allowed(request, allowed=response["Allow"])

"""What must be true of every answer, whatever was asked. Each check returns what is wrong, or nothing."""

import gzip
import re
from urllib.parse import urljoin

from django.conf import settings

from tests.fuzz.scene import SENTINELS
from tests.fuzz.sending import WildAnswer
from tests.fuzz.wild_requests import WildRequest

ANSWERS = {200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 416, 422, 429}
FORM_ANSWERS = {200, 302, 403, 409, 429}
STACK = re.compile(rb'Traceback \(most recent|File "[^"]+\.py", line|site-packages|psycopg2\.|django\.(db|core)\.|sqlite3\.')
BREAK = re.compile(r"[\r\n\x00]")
POLICY = "Content-Security-Policy"
NEEDED_HEADERS = ("Content-Type", "X-Content-Type-Options", "X-Request-ID", POLICY)
WITHOUT_BODY = (204, 304)


def list_wrongs(request: WildRequest, answer: WildAnswer) -> list[str]:
    body = unpack_body(answer)
    checks = (check_status, check_headers, check_form, check_location, check_head)
    wrongs = [wrong for check in checks if (wrong := check(request, answer))]
    wrongs += ["stack trace"] if STACK.search(body) or str(settings.BASE_DIR).encode() in body else []
    return wrongs + list_leaks(answer, body)


def unpack_body(answer: WildAnswer) -> bytes:
    return gzip.decompress(answer.body) if answer.body and answer.header("Content-Encoding") == "gzip" else answer.body


def check_status(request, answer):
    return "" if answer.status in ANSWERS else f"status {answer.status}"


def check_form(request, answer):
    """A well-formed sending of a form is answered with the form, its outcome, or a refusal in words."""
    if request.kind != "form" or answer.status in FORM_ANSWERS:
        return ""
    return f"form answered {answer.status}"


def check_headers(request, answer):
    if any(BREAK.search(name + value) for name, value in answer.headers):
        return "line break in a header"
    missing = [name for name in NEEDED_HEADERS if answer.header(name) is None]
    if answer.status in WITHOUT_BODY:
        missing = [name for name in missing if name == "X-Request-ID"]
    if missing:
        return f"without {', '.join(missing)}"
    if "unsafe" in (answer.header(POLICY) or ""):
        return "policy allows what is unsafe"
    if answer.status == 405 and not answer.header("Allow"):
        return "405 without Allow"
    return ""


def check_location(request, answer):
    """Nobody is sent to another site."""
    to = answer.header("Location")
    if to is None:
        return ""
    here = f"http://{request.headers.get('HTTP_HOST', 'testserver')}/"
    target = urljoin(here, to.replace("\\", "/"))  # browsers take either slash
    return "" if target.startswith(here) else f"sends to {to[:60]}"


def check_head(request, answer):
    return "body for HEAD" if request.method == "HEAD" and answer.body else ""


def list_leaks(answer: WildAnswer, body: bytes) -> list[str]:
    """Return whose data the answer shows: nothing that was sent contains any of it."""
    everywhere = body + "".join(value for _name, value in answer.headers).encode("utf-8", "replace")
    return [f"leaks {name}" for name, secret in SENTINELS.items() if secret.encode() in everywhere]

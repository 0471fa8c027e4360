"""What is handed to the threads that use the database, and what is not."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from content import database_threads
from edu_week.request_line.middleware import RequestLineMiddleware


@pytest.fixture
def handed(monkeypatch):
    """In which line each request was put."""
    lines = []

    def put_in_line(work, *given, is_follow_up):
        lines.append("follow-up" if is_follow_up else "line")
        return work(*given)

    monkeypatch.setattr(database_threads, "run_in_database_thread", put_in_line)
    monkeypatch.setattr(database_threads, "run_urgently", lambda work, *given: lines.append("urgent") or work(*given))
    return lines


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/", "line"),
        ("/events/rc-cars/book/", "line"),
        ("/bookings/a-token-of-a-ticket/", "follow-up"),
        ("/bookings/a-token-of-a-ticket/change/", "line"),
        ("/admin/", "line"),
        ("/readyz", "urgent"),
        ("/events/availability.json", "urgent"),
        ("/media/pictures/a.webp", "urgent"),
        ("/healthz", None),
    ],
)
def test_lines(rf, handed, path, line):
    middleware = RequestLineMiddleware(lambda request: HttpResponse("x"))
    middleware.respond_to_visitor = middleware.get_response
    assert middleware(rf.get(path)).content == b"x"
    assert handed == ([line] if line else [])


@pytest.mark.django_db
def test_static_files_never_reach_the_line(client, handed, settings):
    settings.STATIC_ROOT.joinpath("file.css").write_text("a{}")
    client.get("/static/none.css")
    assert handed == ["line"]


def test_a_stream_is_read_to_its_end_in_the_thread_that_uses_the_database(rf, handed):
    read = []

    def lines():
        for number in range(3):
            read.append(number)
            yield f"{number}\n".encode()

    answer = RequestLineMiddleware(lambda request: StreamingHttpResponse(lines()))(rf.get("/"))
    assert read == [0, 1, 2]
    assert b"".join(answer) == b"0\n1\n2\n"


def test_a_file_is_read_where_it_is_sent(rf, handed, tmp_path):
    tmp_path.joinpath("a.txt").write_text("text")
    answer = RequestLineMiddleware(lambda request: FileResponse(tmp_path.joinpath("a.txt").open("rb")))(rf.get("/"))
    assert b"".join(answer) == b"text"
    answer.close()

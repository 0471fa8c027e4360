"""Hands what was not answered from memory to the threads that use the database, and turns away whoever finds their line full.

What stands before this in the list of middleware runs in the web server's own threads and touches no database.
"""

import tempfile

from django.http import FileResponse

from content import database_threads
from content.database_absence import DatabaseAway
from edu_week.metrics.definitions import LINE_FULL
from edu_week.page_cache.public_chain import VisitorHandler, is_follow_up, is_visitors_page
from edu_week.request_line.absence_answers import answer_while_away, is_picture
from edu_week.request_line.busy_answers import answer_busy
from events.checkin.live_scans import answer_live_scans

NEEDS_NO_DATABASE = "/healthz"
URGENT_PATHS = ("/readyz", "/metrics", "/events/availability.json")  # places are worked out once a second, so they cost little
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_IN_MEMORY = 1024 * 1024  # bytes of an export; beyond, it waits in a file for its reader


class RequestLineMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.respond_to_visitor = VisitorHandler().handle

    def __call__(self, request):
        if request.path_info == NEEDS_NO_DATABASE:
            return self.get_response(request)
        if request.content_type == FORM_TYPE:
            request.body  # noqa: B018 (read here: whoever sent it may get it back while a thread still waits for the database)
        try:
            return self.respond_in_turn(request)
        except database_threads.LineFull:
            LINE_FULL.inc()
            return answer_busy(request, self.get_response)
        except DatabaseAway:
            return answer_while_away(request, self.get_response)

    def respond_in_turn(self, request):
        path = request.path_info
        if answer := answer_live_scans(request):
            return answer
        if path in URGENT_PATHS or is_picture(path):
            return database_threads.run_urgently(self.respond, request)
        return database_threads.run_in_database_thread(self.respond, request, is_follow_up=is_follow_up(request))

    def respond(self, request):
        response = (self.respond_to_visitor if is_visitors_page(request) else self.get_response)(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = read_whole_stream(response.streaming_content)
        return response


def read_whole_stream(parts):
    """Return the parts from where they need no database any more, in pieces."""
    file = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 (closed with the pieces)
    file.writelines(parts)
    file.seek(0)
    return read_pieces(file)


def read_pieces(file):
    with file:
        while piece := file.read(65_536):
            yield piece

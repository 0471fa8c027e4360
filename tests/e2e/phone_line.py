"""A telephone line between a browser and the portal, which a test can cut."""

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener


class Direct(HTTPRedirectHandler):
    """Redirects are the browser's business."""

    def redirect_request(self, *args):
        return None


class Line(BaseHTTPRequestHandler):
    """The telephone line to the portal. Cut, it hangs up on everybody, the worker too."""

    is_cut = False
    has_pages = True  # False: files come through, pages break off
    dropped = ("content-length", "connection", "date", "server")
    moved_files = ""  # a prefix under which a release has the same files
    keeps_host = False  # True: forms with a CSRF token come through, whose origin has to be the host's
    asked = []

    def __init__(self, origin, *args):
        self.origin = origin
        super().__init__(*args)

    def do_GET(self):
        type(self).asked.append(self.path)
        is_file = self.path.startswith("/static/") or self.path in ("/sw.js", "/offline/", "/en/offline/")
        if self.is_cut or not (self.has_pages or is_file):
            self.close_connection = True
            return
        path = self.path.replace(self.moved_files, "/static/", 1) if self.moved_files else self.path
        sent = self.rfile.read(int(self.headers["Content-Length"] or 0)) or None
        try:
            request = Request(self.origin + path, sent, headers=self.passed_on(), method=self.command)
            answer = build_opener(Direct).open(request)
        except HTTPError as error:
            answer = error
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in self.dropped:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_POST = do_GET

    def passed_on(self):
        not_passed = ("accept-encoding", "connection", *(() if self.keeps_host else ("host",)))
        return {name: value for name, value in self.headers.items() if name.lower() not in not_passed}

    def log_message(self, *args):
        pass


def start_line(origin):
    """Return the line's class, with its address as `url`, and the server to be shut down."""
    handler = type("ThisLine", (Line,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, origin))
    Thread(target=server.serve_forever, daemon=True).start()
    handler.url = f"http://127.0.0.1:{server.server_port}"
    return handler, server

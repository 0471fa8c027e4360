"""Mail servers that accept, refuse, hang or drop connections, on free local ports."""

import asyncio
import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from django.conf import settings


class MailServer:
    """Accepts every mail and stores it in `mails`."""

    def __init__(self):
        self.mails = []
        self.talks = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.talks += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(envelope)
        return "250 taken"


class RefusingServer(MailServer):
    """Answers `answer` to RCPT."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        return self.answer.format(address=address)


class ContentRefusingServer(MailServer):
    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        return self.answer


class HangingServer(MailServer):
    """Reads the mail and does not answer."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(30)


class DroppingServer(MailServer):
    """Drops the connection before it has read the mail."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        server.transport.abort()
        return "421 gone"


class TakingAndDroppingServer(MailServer):
    """Stores the mail and drops the connection before it has confirmed it."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(envelope)
        server.transport.abort()
        return "421 gone"


@contextmanager
def run_server(server: MailServer):
    """Run the server; mail is sent to it inside the context."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_PORT = controller.port
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_port():
    """Listen on a port that accepts connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        settings.EMAIL_PORT = listening.getsockname()[1]
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

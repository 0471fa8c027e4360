"""Mail servers of every temper, on free ports of this machine."""

import asyncio
import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from django.conf import settings


class MailServer:
    """Takes every mail and keeps it."""

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
    """Answers `answer` to the recipient."""

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
    """Reads the mail and says nothing more."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(30)


class DroppingServer(MailServer):
    """Breaks the connection before it has taken the mail."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        server.transport.abort()
        return "421 gone"


class TakingAndDroppingServer(MailServer):
    """Takes the mail and breaks the connection before it has said so."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(envelope)
        server.transport.abort()
        return "421 gone"


@contextmanager
def run_server(server: MailServer):
    """Mail goes there while this lasts."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_PORT = controller.port
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_port():
    """A port that takes connections and never greets."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        settings.EMAIL_PORT = listening.getsockname()[1]
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

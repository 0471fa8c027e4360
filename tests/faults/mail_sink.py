"""A mail server that writes down each Message-ID it took, and can be killed, hang and come back."""

import asyncio
import email
import threading
from collections import Counter
from contextlib import suppress

from aiosmtpd.controller import Controller

LONGEST_HANG = 60


class MailSink:
    """A context manager; `mails` counts how often each Message-ID was taken."""

    def __init__(self, port: int):
        self.port, self.mails, self.controller = port, Counter(), None
        self.lock, self.is_hanging = threading.Lock(), False

    def __enter__(self):
        self.come_back()
        return self

    def __exit__(self, *problem):
        self.die()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        for _time in range(LONGEST_HANG * 10):
            if not self.is_hanging:
                break
            await asyncio.sleep(0.1)
        with self.lock:
            self.mails[email.message_from_bytes(envelope.content)["Message-ID"].strip()] += 1
        return "250 taken"

    def die(self):
        controller, self.controller = self.controller, None
        if controller:
            with suppress(Exception):  # conversations that break off
                controller.stop(no_assert=True)

    def hang(self):
        self.is_hanging = True

    def come_back(self):
        self.is_hanging = False
        if self.controller is None:
            self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self.controller.start()

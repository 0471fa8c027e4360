"""A provider of text messages that only remembers what it was given."""

from events.bookings import phone_checks


class Recorder:
    sent: list = []

    def send(self, message):
        self.sent.append(message)


class Broken:
    def send(self, message):
        raise OSError(f"no route to {message.phone} for {message.values}")


class AtOnce:
    """In place of the threads that send codes."""

    def submit(self, function, *args):
        function(*args)


def turn_on_phone_check(settings, monkeypatch) -> list:
    """Ask for codes from now on; return the list of messages sent."""
    settings.PHONE_CHECK, settings.SMS_BACKEND = True, f"{__name__}.Recorder"
    monkeypatch.setattr(phone_checks, "senders", AtOnce())
    monkeypatch.setattr(Recorder, "sent", [])
    return Recorder.sent

"""What every refusal of a booking is."""


class BookingError(Exception):
    """A refusal.

    `field` is the form field to show it beside; `state` is the `Availability.state` of a slot it speaks of; `status` is that
    of the answer.
    """

    field: str | None = None
    state: str | None = None
    status: int = 409

    @property
    def sentence(self) -> str:
        return str(self)

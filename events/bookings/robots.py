"""What slows robots down without asking people anything. Each acts only where its field is present."""

from django.core.signing import BadSignature, TimestampSigner

FASTEST_SECONDS = 0.5  # from the form's being shown to its being sent; autofill and one tap take longer

_signer = TimestampSigner(salt="events.booking-form")


def stamp() -> str:
    """The moment of real time at which a form is shown, signed."""
    return _signer.sign("shown")


def was_too_quick(value: str) -> bool:
    """Whether the form came back at once. A stamp that is missing says nothing; a forged one is no stamp of ours."""
    if not value:
        return False
    try:
        _signer.unsign(value, max_age=FASTEST_SECONDS)
    except BadSignature as problem:
        return type(problem) is BadSignature  # SignatureExpired: it was shown long enough ago
    return True

"""The sessions in which an account is logged in, and how to end them."""

from hashlib import sha256

from django.utils import timezone
from qsessions.models import Session

from accounts.sessions.user_agents import describe_device


def live_sessions(user):
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-updated_at")


def session_handle(session: Session) -> str:
    """Return an identifier for use on a page, which does not reveal the session key."""
    return sha256(session.session_key.encode()).hexdigest()[:16]


def describe_sessions(user, current_key: str | None) -> list[dict]:
    return [
        {
            "handle": session_handle(session),
            "device": describe_device(session.user_agent),
            "address": session.ip,
            "since": session.created_at,
            "seen_at": session.updated_at,
            "is_this": session.session_key == current_key,
        }
        for session in live_sessions(user)
    ]


def end_one_session(user, handle: str) -> bool:
    """Return whether there was such a session."""
    found = [session for session in live_sessions(user) if session_handle(session) == handle]
    for session in found:
        session.delete()
    return bool(found)


def end_all_sessions(user, except_key: str | None = None) -> int:
    """Return how many sessions were ended; the one with `except_key` stays."""
    return live_sessions(user).exclude(session_key=except_key or "").delete()[0]

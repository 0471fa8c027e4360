"""Where an account is logged in, and ending that."""

from hashlib import sha256

from django.utils import timezone
from qsessions.models import Session

from accounts.sessions.user_agents import describe_device


def live_sessions(user):
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-updated_at")


def session_handle(session: Session) -> str:
    """Names a session on a page without giving away the key that is worth a log-in."""
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
    found = [session for session in live_sessions(user) if session_handle(session) == handle]
    for session in found:
        session.delete()
    return bool(found)


def end_all_sessions(user, but: str | None = None) -> int:
    """How many were ended; `but` is the key of one that stays."""
    return live_sessions(user).exclude(session_key=but or "").delete()[0]

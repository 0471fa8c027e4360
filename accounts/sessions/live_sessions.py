"""Where an account is logged in, and ending that."""

from hashlib import sha256

from django.utils import timezone
from qsessions.models import Session

from accounts.sessions.user_agents import device_words


def live_sessions(user):
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-updated_at")


def handle_of(session: Session) -> str:
    """Names a session on a page without giving away the key that is worth a log-in."""
    return sha256(session.session_key.encode()).hexdigest()[:16]


def listed(user, current_key: str | None) -> list[dict]:
    return [
        {
            "handle": handle_of(session),
            "device": device_words(session.user_agent),
            "address": session.ip,
            "since": session.created_at,
            "seen_at": session.updated_at,
            "is_this": session.session_key == current_key,
        }
        for session in live_sessions(user)
    ]


def end_one(user, handle: str) -> bool:
    found = [session for session in live_sessions(user) if handle_of(session) == handle]
    for session in found:
        session.delete()
    return bool(found)


def end_all(user, but: str | None = None) -> int:
    """How many were ended; `but` is the key of one that stays."""
    return live_sessions(user).exclude(session_key=but or "").delete()[0]

"""Scans that devices send one by one while they have a network, answered together (`content.group_commit`).

Without the middleware below `RequestLineMiddleware`: what of it matters here is done for the whole group, or stands below. Only
plain requests are answered, all others return None and go their whole way; so does whoever is to be refused, and hears why there.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import override

from accounts.plain_sessions import PlainSession, SentSession, find_plain_sessions
from content import clock
from content.group_commit import GroupCommit
from events.checkin.access import DEVICE_KEY, may_use_desk
from events.checkin.deed_json import BadDeed, BadRequest, TooManyDeeds, parse_deeds
from events.checkin.deeds import Deed, Door
from events.checkin.scan_answers import build_answer, list_good_deeds
from events.checkin.services import Batch, record_batches
from schools.scoping import find_school_ids_of_users, sees_every_school

LANGUAGES = {"/desk/scans.json": "zh-hans", "/en/desk/scans.json": "en"}
ROUTE = "desk_scans"
MOST_BYTES = 32_768
MOST_DEEDS, LINE = 200, 1000  # of a group; of requests that wait


@dataclass(frozen=True, kw_only=True)
class SentScans:
    """A request in its parts. `deeds` has those too that cannot be understood."""

    session: SentSession
    deeds: list[Deed | BadDeed]
    language: str
    now: dt.datetime


class TokenCheck(CsrfViewMiddleware):
    """Says whether a request has the token against other sites; whoever has not is told on the whole way."""

    def _reject(self, request, reason):
        return reason


token_check = TokenCheck(lambda request: None)


def answer_live_scans(request) -> HttpResponse | None:
    """Return the answer, or None for a request that is to go its whole way. Raises `LineFull`, `DatabaseAway`."""
    language = LANGUAGES.get(request.path_info)
    if language is None or not is_plain_request(request):
        return None
    now = clock.now()
    try:
        with override(language):
            deeds = parse_deeds(request.body, now)
    except (BadRequest, TooManyDeeds):
        return None
    if not list_good_deeds(deeds):
        return None
    answer = group.submit(SentScans(session=read_sent_session(request), deeds=deeds, language=language, now=now))
    return None if answer is None else build_response(request, answer, language)


def is_plain_request(request) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method != "POST" or settings.SESSION_COOKIE_NAME not in request.COOKIES or int(length) > MOST_BYTES:
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    token_check.process_request(request)
    return token_check.process_view(request, answer_live_scans, (), {}) is None


def read_sent_session(request) -> SentSession:
    """As `qsessions.middleware` reads it."""
    key = request.COOKIES[settings.SESSION_COOKIE_NAME]
    return SentSession(key, request.META.get("REMOTE_ADDR"), request.headers.get("User-Agent", ""))


def build_response(request, answer: dict, language: str) -> HttpResponse:
    """Return it with the headers that the whole way would give it."""
    response = JsonResponse(answer)
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Cookie"])
    response.headers["Content-Language"] = language
    response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
    request.page_name = ROUTE
    return response


def answer_together(sent: Sequence[SentScans]) -> list[dict | Exception | None]:
    """Return the answer of each request, in their order; None where it is to go its whole way."""
    sessions = find_plain_sessions([one.session for one in sent])
    sessions = [session if session and may_use_desk(session.user) else None for session in sessions]
    doors = build_doors(sessions)
    places = [place for place, door in enumerate(doors) if door]
    now = clock.now()
    batches = [Batch(door=doors[place], deeds=list_good_deeds(sent[place].deeds)) for place in places]
    answers = [None] * len(sent)
    for place, recorded in zip(places, record_batches(batches, now=now) if batches else [], strict=True):
        answers[place] = recorded
        if not isinstance(recorded, Exception):
            with override(sent[place].language):
                answers[place] = build_answer(sent[place].deeds, recorded, now)
    return answers


def build_doors(sessions: Sequence[PlainSession | None]) -> list[Door | None]:
    limited = {one.user.pk for one in sessions if one and not sees_every_school(one.user)}
    schools = find_school_ids_of_users(limited)
    return [
        one and Door(user=one.user, device=one.data.get(DEVICE_KEY, ""), school_ids=schools.get(one.user.pk)) for one in sessions
    ]


group = GroupCommit(answer_together, most=MOST_DEEDS, line=LINE, size_of=lambda sent: len(sent.deeds))

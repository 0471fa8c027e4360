"""Who may use the door, with which device, and for which slots."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.control_characters import clean_text
from events.checkin.deeds import Door
from events.models.arrival import DEVICE_LENGTH

DESK_PERMISSION = "events.use_desk"
DEVICE_KEY, SLOTS_KEY = "desk_device", "desk_slots"
MAX_SLOTS = 60


def may_use_desk(user) -> bool:
    return user.is_active and user.is_staff and user.has_perm(DESK_PERMISSION)


def desk_page(*methods: str):
    """Decorator of a page of the door: log in first, then the permission. Never cached; only these methods are answered."""

    def decorate(view):
        @never_cache
        @require_http_methods(list_methods(methods))
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("desk_log_in"))
            if not may_use_desk(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def desk_json(*methods: str):
    """Decorator of what devices ask: 401 without a log-in, 403 without the permission."""

    def decorate(view):
        @never_cache
        @require_http_methods(list_methods(methods))
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return JsonResponse({"error": "log in"}, status=401)
            if not may_use_desk(request.user):
                return JsonResponse({"error": "not allowed"}, status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def list_methods(methods: tuple[str, ...]) -> list[str]:
    return [*methods, "HEAD"] if "GET" in methods else [*methods]


def door_of_request(request) -> Door:
    return Door(user=request.user, device=request.session.get(DEVICE_KEY, ""))


def chosen_slots(request) -> list[int]:
    """Return the ids of the slots that this device is the door of; whoever reads them checks whose they are."""
    return request.session.get(SLOTS_KEY, [])


def choose_slots(request, slot_ids: list[int], device: str):
    request.session[SLOTS_KEY] = slot_ids[:MAX_SLOTS]
    request.session[DEVICE_KEY] = clean_text(device).strip()[:DEVICE_LENGTH]

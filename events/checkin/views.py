"""The pages of the check-in desk: today's slots, and who is expected at one of them."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content import clock
from content.local_time import day_bounds
from events.checkin import queries

DESK_PERMISSION = "events.use_desk"


def desk_permission_required(view):
    """Require a log-in; raise PermissionDenied for anybody but staff who may use the desk. Safe methods only, never cached."""

    @never_cache
    @require_safe
    @login_required
    def guarded(request, *args, **kwargs):
        if not (request.user.is_staff and request.user.has_perm(DESK_PERMISSION)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def list_slots_of_today(request):
    return queries.slots_of_day(request.user, *day_bounds(clock.today()))


@desk_permission_required
def desk(request):
    return render(request, "events/checkin/desk.html", {"slots": list(list_slots_of_today(request)), "today": clock.today()})


@desk_permission_required
def desk_slot(request, slot_id):
    slot = queries.with_guest_list(list_slots_of_today(request)).filter(pk=slot_id).first()
    if slot is None:
        raise Http404
    return render(request, "events/checkin/desk_slot.html", {"slot": slot})

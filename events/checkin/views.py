"""The pages of the door. All of it works without a script; addresses stand in `docs/checkin.md`."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from content import clock
from content.local_time import day_bounds, local_time
from content.query_values import parse_id
from events.bookings.errors import BusyBooking
from events.checkin import queries
from events.checkin.access import choose_slots, chosen_slots, desk_page, door_of_request
from events.checkin.deed_forms import read_admission, read_correction, read_undoing, read_walk_ins
from events.checkin.deeds import Deed, new_nonce
from events.checkin.finding import find_for_door
from events.checkin.services import describe_arrival, record_deed, settle_conflict
from events.checkin.shown import ShownOutcome, ShownSlot, list_own_slots_of_weeks
from events.models import Arrival

MOST_ARRIVALS = 200


def list_slots_of_today(request, now):
    return queries.slots_of_day(request.user, *day_bounds(local_time(now).date()))


def list_chosen_slots(request, now) -> list[ShownSlot]:
    """Return the slots that this device is the door of, as far as they are today's and the account's."""
    chosen = {*chosen_slots(request)}
    return [ShownSlot(slot, now) for slot in queries.with_guest_list(list_slots_of_today(request, now)) if slot.pk in chosen]


@desk_page("GET")
def desk(request):
    now = clock.now()
    slots = [ShownSlot(slot, now) for slot in list_slots_of_today(request, now)]
    context = {"slots": slots, "today": local_time(now).date(), "chosen": chosen_slots(request), "door": door_of_request(request)}
    return render(request, "events/checkin/desk.html", context)


@desk_page("POST")
def desk_choose(request):
    now = clock.now()
    sent = [parse_id(value) for value in request.POST.getlist("slots")]
    own = [slot.pk for slot in list_slots_of_today(request, now) if slot.pk in sent]
    choose_slots(request, own, request.POST.get("device", ""))
    if not own:
        messages.error(request, _("Please choose at least one time slot."))
        return redirect("desk")
    return redirect("desk_door")


@desk_page("GET")
def desk_slot(request, slot_id):
    now = clock.now()
    slot = queries.with_guest_list(list_slots_of_today(request, now)).filter(pk=slot_id).first()
    if slot is None:
        raise Http404
    return render(request, "events/checkin/desk_slot.html", {"slot": ShownSlot(slot, now), "door": door_of_request(request)})


@desk_page("GET")
def desk_door(request):
    now = clock.now()
    slots = list_chosen_slots(request, now)
    if not slots:
        return redirect("desk")
    outcome = None
    if arrival_id := parse_id(request.GET.get("arrival")):
        outcome = describe_arrival(arrival_id, door=door_of_request(request), now=now)
    return render(request, "events/checkin/door.html", door_context(request, slots, outcome and ShownOutcome(outcome)))


def door_context(request, slots: list[ShownSlot], outcome: ShownOutcome | None = None, **more) -> dict:
    conflicts = queries.open_conflicts(Arrival.objects.filter(slot__in=[slot.pk for slot in slots]))
    return {
        "slots": slots,
        "door": door_of_request(request),
        "outcome": outcome,
        "nonce": new_nonce(),
        "conflict_count": conflicts.count(),
        "arrived": sum(slot.arrived for slot in slots),
        "to_come": sum(slot.to_come for slot in slots),
        **more,
    }


@desk_page("GET")
def desk_numbers(request):
    """The numbers of the chosen slots, which a script asks for again and again."""
    slots = list_chosen_slots(request, clock.now())
    return render(request, "events/checkin/_numbers.html", {"slots": slots})


@desk_page("POST")
def desk_find(request):
    """Look for a booking; a POST, because mobile numbers never stand in an address."""
    now = clock.now()
    slots = list_chosen_slots(request, now)
    if not slots:
        return redirect("desk")
    query = request.POST.get("q", "")
    here = [slot.pk for slot in slots]
    others = [pk for pk in list_own_slots_of_weeks(request.user, now) if pk not in here]
    found = find_for_door(query, [*here, *others])
    context = door_context(request, slots, query=query, here=here, found=found)
    return render(request, "events/checkin/found.html", context)


def perform(request, deed: Deed):
    """Record the deed and lead to the page that says what it came to, so that a reload does nothing again."""
    try:
        outcome = record_deed(deed, door=door_of_request(request), now=deed.at)
    except BusyBooking as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk_door")
    if outcome.arrival is None:
        messages.error(request, outcome.error)
        return redirect("desk_door")
    return redirect(f"{reverse('desk_door')}?arrival={outcome.arrival.pk}")


@desk_page("POST")
def desk_check_in(request):
    return perform(request, read_admission(request.POST, now=clock.now(), desk=chosen_slots(request)))


@desk_page("POST")
def desk_walk_in(request):
    return perform(request, read_walk_ins(request.POST, now=clock.now(), desk=chosen_slots(request)))


@desk_page("POST")
def desk_correct(request, arrival_id):
    arrival = get_own_arrival(request, arrival_id)
    return perform(request, read_correction(request.POST, now=clock.now(), desk=chosen_slots(request), about=arrival))


@desk_page("POST")
def desk_undo(request, arrival_id):
    arrival = get_own_arrival(request, arrival_id)
    deed = read_undoing(request.POST, now=clock.now(), desk=chosen_slots(request), about=arrival)
    if not deed.reason:
        messages.error(request, _("Please say why it is undone."))
        return redirect(f"{reverse('desk_door')}?arrival={arrival.pk}")
    return perform(request, deed)


@desk_page("POST")
def desk_settle(request, arrival_id):
    """Note that a contradiction has been looked into, with what came of it."""
    arrival = get_own_arrival(request, arrival_id)
    deed = read_undoing(request.POST, now=clock.now(), desk=(), about=arrival)
    if not arrival.has_conflict:
        raise Http404
    if not deed.reason:
        messages.error(request, _("Please say what you found."))
    else:
        settle_conflict(arrival=arrival, nonce=deed.nonce, reason=deed.reason, door=door_of_request(request), now=deed.at)
    return redirect("desk_arrivals")


def get_own_arrival(request, arrival_id: int) -> Arrival:
    """Return what happened at a slot of the account's schools. Raises `Http404`."""
    own = queries.own_slots(request.user).filter(arrivals=arrival_id)
    arrival = Arrival.objects.filter(pk=arrival_id, slot__in=own.order_by().values("pk")).first()
    if arrival is None:
        raise Http404
    return arrival


@desk_page("GET")
def desk_arrivals(request):
    """What happened today at the account's slots, contradictions that nobody has settled first."""
    slots = [slot.pk for slot in list_slots_of_today(request, clock.now())]
    rows = queries.arrivals_of_slots(slots)
    context = {
        "conflicts": queries.open_conflicts(rows)[:MOST_ARRIVALS],
        "nonce": new_nonce(),
        "arrivals": rows[:MOST_ARRIVALS],
        "door": door_of_request(request),
    }
    return render(request, "events/checkin/arrivals.html", context)

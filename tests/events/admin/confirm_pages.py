"""Helpers that send what a browser sends from the confirmation pages of the back office."""

from django.contrib.auth.models import Permission

from events.models import EventSession
from tests.factories import TimeSlotFactory


def add_clashing_slot(scene, starts_at, **session):
    """Add a slot of another session at that time, in the hall unless `session` names another venue."""
    session = {"week": scene.week, "venue": scene.venue, "slug": f"beside-{EventSession.objects.count()}"} | session
    return TimeSlotFactory(starts_at=starts_at, **{f"session__{name}": value for name, value in session.items()})


def confirmation_fields(page) -> dict:
    """Return the hidden fields that repeat the earlier form."""
    data = {}
    for name, value in page.context["sent"]:
        data.setdefault(name, []).append(value)
    return data


def remove_permission(user, codename):
    """Remove it from the role of the user."""
    user.groups.get().permissions.remove(Permission.objects.get(codename=codename))


def confirm_plan(client, url, page, *, keep=None, button="_make", **changes):
    plan = page.context["plan"]
    ticked = [row.key for row in plan.rows if row.is_ticked] if keep is None else keep
    return client.post(
        url, {**confirmation_fields(page), "seal": plan.digest, "keep": ticked, button: "1", **changes}, follow=True
    )


def confirm_consequences(client, url, page, *, button="_confirm", **changes):
    """Confirm the page that shows which bookings a change affects."""
    form = page.context["form"]
    data = confirmation_fields(page) | {f"telling-{name}": form.initial[name] for name in ("reason", "shown", "digest")}
    if "old_times_digest" in page.context:
        data[page.context["old_times_name"]] = page.context["old_times_digest"]
    return client.post(url, {**data, button: "1", **changes}, follow=True)


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def is_page(response, name) -> bool:
    return f"admin/events/{name}.html" in [template.name for template in response.templates]

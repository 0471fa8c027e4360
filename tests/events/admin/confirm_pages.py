"""What a browser sends from the pages that show first and save afterwards; and what a new time may clash with."""

from django.contrib.auth.models import Permission

from events.models import EventSession
from tests.factories import TimeSlotFactory


def add_clashing_slot(scene, starts_at, **session):
    """A slot of another session at that time, in the hall unless told otherwise."""
    session = {"week": scene.week, "venue": scene.venue, "slug": f"beside-{EventSession.objects.count()}"} | session
    return TimeSlotFactory(starts_at=starts_at, **{f"session__{name}": value for name, value in session.items()})


def confirmation_fields(page) -> dict:
    """The hidden fields of the earlier form."""
    data = {}
    for name, value in page.context["sent"]:
        data.setdefault(name, []).append(value)
    return data


def remove_permission(user, codename):
    """Takes it from the role of the user."""
    user.groups.get().permissions.remove(Permission.objects.get(codename=codename))


def confirm_plan(client, url, page, *, keep=None, button="_make", **changes):
    plan = page.context["plan"]
    kept = [row.key for row in plan.rows if row.is_kept] if keep is None else keep
    return client.post(url, {**confirmation_fields(page), "seal": plan.seal, "keep": kept, button: "1", **changes}, follow=True)


def confirm_consequences(client, url, page, *, button="_confirm", **changes):
    """From the page that says whom a change touches."""
    form = page.context["form"]
    data = confirmation_fields(page) | {f"telling-{name}": form.initial[name] for name in ("reason", "shown", "digest")}
    if "stood" in page.context:
        data[page.context["stood_name"]] = page.context["stood"]
    return client.post(url, {**data, button: "1", **changes}, follow=True)


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def is_page(response, name) -> bool:
    return f"admin/events/{name}.html" in [template.name for template in response.templates]

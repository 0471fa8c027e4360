"""Pages of editions other than the current one: what happened, and an archive of every session."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from content import clock, public_cache
from edu_week.home.archive import archive_days, week_pictures
from edu_week.home.rows import load_home_rows
from edu_week.home.week_story import reported_story
from events.models import ActivityWeek
from events.programme.queries import read_programme


@public_cache.cached
def earlier_weeks():
    """Return editions that are over, the newest first, without the current one even if it is over."""
    return list(ActivityWeek.objects.published().filter(is_current=False, ends_on__lt=clock.today()))


@require_safe
def week_detail(request, slug):
    edition = get_object_or_404(ActivityWeek.objects.published(), slug=slug)
    if edition.is_current:
        return redirect("home")
    today = clock.today()
    rows = load_home_rows(read_programme(edition), clock.now())
    context = {
        "edition": edition,
        "is_over": edition.ends_on < today,
        "story": reported_story(edition),
        "pictures": week_pictures(rows),
        "archive": archive_days(edition, rows, titles=None),
    }
    return render(request, "home/week_detail.html", context)

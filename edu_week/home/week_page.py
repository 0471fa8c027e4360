"""The page of an edition: the story of its week and, once it is over or not the one shown, an archive of every session."""

from django.db.models import Max, Q, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from alumni.models import Graduate
from alumni.queries import published_graduates
from content import clock, public_cache
from edu_week.home.archive import archive_days, week_pictures
from edu_week.home.rows import load_home_rows
from edu_week.home.week_name import week_name_parts
from edu_week.home.week_story import list_story_sections, reported_days
from events.models import ActivityWeek, StorySection
from events.programme.queries import read_programme


@public_cache.cache_until_public_change
def earlier_weeks() -> list[ActivityWeek]:
    """Return editions that are over, the newest first, without the current one even if it is over."""
    return list(ActivityWeek.objects.published().filter(is_current=False, ends_on__lt=clock.today()))


def weeks_with_page() -> QuerySet[ActivityWeek]:
    """Return the editions that a search engine should know: those that are over, and the current one once its story is told.

    `told_at` is the last change of a section.
    """
    weeks = ActivityWeek.objects.published()
    has_page = Q(is_current=False, ends_on__lt=clock.today()) | Q(weeks.told(), is_current=True)
    return weeks.filter(has_page).annotate(told_at=Max("story_sections__updated_at"))


@require_safe
def week_detail(request, slug):
    edition = get_object_or_404(ActivityWeek.objects.published().select_related("venue"), slug=slug)
    sections = list_story_sections(edition)
    if edition.is_current and not sections:
        return redirect("home")
    is_over = edition.ends_on < clock.today()
    context = {
        "edition": edition,
        "name_parts": week_name_parts(edition),
        "is_over": is_over,
        "sections": sections,
        "reported": reported_days(edition),
        "graduates": list_graduates() if shows_graduates(sections) else [],
        **archive_context(edition, is_shown=is_over or not edition.is_current),
    }
    return render(request, "home/week_detail.html", context)


def shows_graduates(sections: list[StorySection]) -> bool:
    return any(section.shows == StorySection.Shows.GRADUATES for section in sections)


@public_cache.cache_until_public_change
def list_graduates() -> list[Graduate]:
    return list(published_graduates())


def archive_context(edition: ActivityWeek, *, is_shown: bool) -> dict:
    if not is_shown:  # its sessions are still to be come to, and stand in the programme
        return {"pictures": [], "archive": []}
    rows = load_home_rows(read_programme(edition), clock.now())
    return {"pictures": week_pictures(rows), "archive": archive_days(edition, rows, titles=None)}

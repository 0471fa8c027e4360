from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from alumni import queries


def graduate_list(request):
    return render(
        request,
        "alumni/graduate_list.html",
        {
            "crumbs": [{"url": "", "label": _("Graduates")}],
            "graduates": list(queries.published_graduates()),
            "collective": list(queries.collective_awards()),
        },
    )


def graduate_detail(request, slug):
    graduate = get_object_or_404(queries.graduate_with_story(), slug=slug)
    trades = list(graduate.trades.all())
    return render(
        request,
        "alumni/graduate_detail.html",
        {
            "graduate": graduate,
            "trades": trades,
            "milestones": list(graduate.milestones.all()),
            "awards": list(graduate.awards.all()),
            "colleges": list(queries.colleges_of_trades(trades)),
        },
    )

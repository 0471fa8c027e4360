"""Which figures a chart tells of, and in which words. Their display words are printed as published."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.languages import words
from schools.charts import bars, bottom, unit_cells, unit_dots


@dataclass(frozen=True)
class Chart:
    """`title` says what the drawing shows."""

    key: str
    title: str
    template: str
    figures: list
    marks: dict
    note: str = ""
    quotations: list = field(default_factory=list)

    @property
    def part(self):
        """Of the argument: where its first figure stands."""
        return self.figures[0].group

    @property
    def is_drawn(self):
        return all(self.marks.values())


def charts_of(figures):
    """The charts whose figures are all published, in the order of the page."""
    by_slug = {figure.slug: figure for figure in figures}
    tellers = {
        ("port-city-schools", "one-plus-eleven-county-schools"): layout_chart,
        ("on-campus-bases", "off-campus-bases"): bases_chart,
        ("provincial-top50", "provincial-top10"): contest_chart,
        ("graduates-per-year", "to-associate-per-year", "to-bachelor-per-year"): ways_chart,
        ("three-two-schools", "comprehensive-high-pilot", "five-year-pilot-secondary"): pilots_chart,
        ("one-plus-x-pilots", "one-plus-x-share"): certificates_chart,
    }
    charts = [
        tell(*(by_slug[slug] for slug in slugs)) for slugs, tell in tellers.items() if all(slug in by_slug for slug in slugs)
    ]
    return [chart for chart in charts if chart.is_drawn]


def layout_chart(city, county):
    return Chart(
        "layout",
        _("“1+11”: %(city)s of the city on one campus, and one public school in every county") % {"city": words(city, "display")},
        "components/_chart_cells.html",
        [city, county],
        {"blocks": blocks_of([city, county])},
        quotations=quotations_of([city, county]),
    )


def pilots_chart(three_two, comprehensive, five_year):
    told = [three_two, comprehensive, five_year]
    shown = {
        "three_two": words(three_two, "display"),
        "comprehensive": words(comprehensive, "display"),
        "five_year": words(five_year, "display"),
    }
    return Chart(
        "pilots",
        _("New ways up: “3+2” in %(three_two)s, comprehensive classes in %(comprehensive)s, five years through in %(five_year)s")
        % shown,
        "components/_chart_cells.html",
        told,
        {"blocks": blocks_of(told)},
        quotations=quotations_of(told),
    )


def blocks_of(figures, columns=11):
    """A square for each of what a figure counts, on one scale. Empty when one cannot be drawn so."""
    blocks = [block_of(figure, unit_cells(int(figure.value), int(figure.value), columns=columns, top=1)) for figure in figures]
    return blocks if all(block["cells"] for block in blocks) else []


def block_of(figure, cells):
    return {
        "cells": cells,
        "display": words(figure, "display"),
        "label": words(figure, "label"),
        "height": bottom(cells, 1),
    }


def ways_chart(graduates, associate, bachelor):
    told = [graduates, associate, bachelor]
    drawn = bars([figure.value for figure in told])
    rows = [
        {"bar": bar, "display": words(figure, "display"), "label": words(figure, "label"), "look": look}
        for bar, figure, look in zip(drawn, told, "cba", strict=False)
    ]
    sentence = _("Each year %(all)s leave secondary vocational schools, %(associate)s for a diploma, %(bachelor)s for a degree")
    shown = {
        "all": words(graduates, "display"),
        "associate": words(associate, "display"),
        "bachelor": words(bachelor, "display"),
    }
    return Chart(
        "ways",
        sentence % shown,
        "components/_chart_bars.html",
        told,
        {"rows": rows},
        note=_("Three numbers as reported, drawn on one scale. The report does not say where the others go."),
        quotations=quotations_of(told),
    )


def contest_chart(top50, top10):
    first = unit_cells(50, int(top50.value), columns=10, top=1)
    second = unit_cells(10, int(top10.value), columns=10, top=1, height=48)
    blocks = [block_of(figure, cells) for cells, figure in [(first, top50), (second, top10)]]
    sentence = _("Jinzhong's schools: %(top50)s among the province's first 50, %(top10)s among its first 10")
    return Chart(
        "contest",
        sentence % {"top50": words(top50, "display"), "top10": words(top10, "display")},
        "components/_chart_cells.html",
        [top50, top10],
        {"blocks": blocks},
        note=_("The report does not say which schools, nor who made the list."),
        quotations=quotations_of([top50, top10]),
    )


def bases_chart(inside, outside):
    dots = unit_dots(int(inside.value), int(outside.value), top=10)
    shown = {"inside": words(inside, "display"), "outside": words(outside, "display")}
    return Chart(
        "bases",
        _("%(inside)s training bases inside schools, %(outside)s outside") % shown,
        "components/_chart_dots.html",
        [inside, outside],
        {"dots": dots, "height": bottom(dots, 10), **shown},
        quotations=quotations_of([inside, outside]),
    )


def certificates_chart(pilots, share):
    cells = unit_cells(5, 1, columns=5, top=1, height=64, gap=8)
    shown = {"pilots": words(pilots, "display"), "share": words(share, "display")}
    return Chart(
        "certificates",
        _("%(pilots)s national “1+X” certificate pilots, %(share)s of the province's") % shown,
        "components/_chart_share.html",
        [pilots, share],
        {"cells": cells, "height": bottom(cells, 1), **shown},
        quotations=quotations_of([pilots, share]),
    )


def quotations_of(figures):
    """Each quotation once."""
    quotes = {quotation["quote"]: quotation for figure in figures for quotation in figure.quotations}
    return list(quotes.values())

"""Pages that an admin has besides Django's own: declared where they are written, and put into the addresses in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import admin
from django.urls import path


@dataclass(frozen=True, kw_only=True)
class AdminPage:
    """`view` is a method of the admin by its name, or a function that takes the admin first.

    The address is called `<app>_<model>_<name>`.
    """

    route: str
    view: str | Callable
    name: str

    def view_of(self, model_admin):
        return getattr(model_admin, self.view) if isinstance(self.view, str) else partial(self.view, model_admin)


class DeclaresPages(admin.ModelAdmin):
    """An admin, or a part of one, names its pages in `pages`; those of every part stand before Django's own addresses."""

    pages: tuple[AdminPage, ...] = ()

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            *(
                path(page.route, self.admin_site.admin_view(page.view_of(self)), name=f"{prefix}_{page.name}")
                for page in collect_declared(type(self), "pages")
            ),
            *super().get_urls(),
        ]


def collect_declared(admin_class: type, name: str) -> list:
    """What each class an admin is made of declares under this name, the most special first, without repeats."""
    declared = [item for part in admin_class.__mro__ for item in part.__dict__.get(name, ())]
    return list(dict.fromkeys(declared))

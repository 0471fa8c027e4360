"""Extra pages of an admin: a class declares them in `pages`, and `DeclaresPages` adds them to the URLs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import admin
from django.urls import path


@dataclass(frozen=True, kw_only=True)
class AdminPage:
    """One extra page, with the URL name `admin:<app>_<model>_<name>`.

    `view` is the name of a method of the admin, or a function that takes the admin as its first argument.
    """

    route: str
    view: str | Callable
    name: str

    def bind_view(self, model_admin):
        return getattr(model_admin, self.view) if isinstance(self.view, str) else partial(self.view, model_admin)


class DeclaresPages(admin.ModelAdmin):
    """Adds the `pages` that an admin and its mixins declare to the URLs, before Django's own."""

    pages: tuple[AdminPage, ...] = ()

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            *(
                path(page.route, self.admin_site.admin_view(page.bind_view(self)), name=f"{prefix}_{page.name}")
                for page in collect_declared(type(self), "pages")
            ),
            *super().get_urls(),
        ]


def collect_declared(admin_class: type, name: str) -> list:
    """Return the items of the attribute `name` of every class in the MRO, most derived class first, without repeats."""
    declared = [item for base in admin_class.__mro__ for item in base.__dict__.get(name, ())]
    return list(dict.fromkeys(declared))

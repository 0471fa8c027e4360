"""Pages of the back office that belong to no model: its frame around them, and who may open them."""

from functools import wraps

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _


def staff_page(view):
    """For whoever is logged in as staff; everybody else is led to the log-in page."""
    return wraps(view)(admin.site.admin_view(view))


def render_account_page(request, template: str, title: str, *, status: int = 200, **context):
    frame = {**admin.site.each_context(request), "title": title, "subtitle": None}
    return render(request, f"admin/accounts/{template}.html", {**frame, **context}, status=status)


def render_account_form(request, form, title: str, *, button: str, status: int = 200, **context):
    """One form, one button, a way back."""
    words = {"lead": "", "back": None, "button": button, "crumb": _("My account"), **context}
    return render_account_page(request, "form", title, form=form, status=status, **words)

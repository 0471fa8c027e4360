"""Render pages of the back office that belong to no model, and restrict them to staff."""

from functools import wraps

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _


def staff_page(view):
    """Decorator: only logged-in staff may open the view; everybody else is redirected to the log-in page."""
    return wraps(view)(admin.site.admin_view(view))


def render_account_page(request, template: str, title: str, *, status: int = 200, **context):
    frame = {**admin.site.each_context(request), "title": title, "subtitle": None}
    return render(request, f"admin/accounts/{template}.html", {**frame, **context}, status=status)


def render_account_form(request, form, title: str, *, button: str, status: int = 200, **context):
    """Render a page with one form, one button and, where `back` is given, a link back."""
    defaults = {"lead": "", "back": None, "button": button, "crumb": _("My account"), **context}
    return render_account_page(request, "form", title, form=form, status=status, **defaults)

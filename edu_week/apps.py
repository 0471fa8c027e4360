from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Collects what pages ask for. Compressing packages' unused files would take most of a first start's time."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap*",  # its used parts are folded into css/portal.css
        "ninja",  # the API's interactive page is off
        "ext",  # htmx extensions
        "htm*x-4*",
    ]

"""The yardstick: Django with one view that says hello, without middleware, database or templates."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="hello " * 10)

from django.core.wsgi import get_wsgi_application  # noqa: E402 (after the settings)


def say_hello(request):
    return HttpResponse("Hello, world")


urlpatterns = [path("", say_hello)]
application = get_wsgi_application()

"""Translation catalogues: extract new strings, compile, check. Needs no gettext programs."""

from babel.messages.catalog import Catalog
from django.core.management.base import BaseCommand, CommandError

from edu_week import translations


class Command(BaseCommand):
    help = "extract: bring the sources' strings into locale/. compile: make the .mo files. check: name what is missing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("work", choices=["extract", "compile", "check"])

    def handle(self, *, work, **options):
        {"extract": extract_into_locales, "compile": translations.compile_changed, "check": self.report_problems}[work]()

    def report_problems(self):
        problems = list(translations.catalogue_problems())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} strings need attention; `make translations` brings them into the file.")


def extract_into_locales():
    template = translations.extract_messages()
    for locale in translations.LOCALES:
        strings = template if locale == translations.TRANSLATED else Catalog()
        translations.write_catalogue(locale, translations.update_catalogue(locale, strings))

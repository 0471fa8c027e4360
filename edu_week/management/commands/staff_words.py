"""The inventory of the Chinese that staff read: a line for each string, with its places and what is wrong with it."""

from django.core.management.base import BaseCommand

from edu_week.staff_words import find_faults, list_staff_strings


class Command(BaseCommand):
    help = "Print every Chinese string that staff read, with its source, its places and what is wrong, tabs between."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--wrong", action="store_true", help="only what breaks a rule")

    def handle(self, *, wrong, **options):
        for one in list_staff_strings():
            faults = find_faults(one.chinese)
            if faults or not wrong:
                words = " ".join(one.chinese.split())
                self.stdout.write("\t".join([words, " ".join(one.source.split()), " ".join(one.places), "; ".join(faults)]))

from django.core.management.base import BaseCommand

from content import clock
from events.bookings.erasure import erase_personal_data


class Command(BaseCommand):
    help = "Erases the personal fields of bookings whose week's date for it has come. The worker does so by itself."

    def handle(self, **options):
        count = erase_personal_data(now=clock.now())
        self.stdout.write(f"{count} bookings erased")

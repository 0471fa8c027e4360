from django.core.management.base import BaseCommand
from django.db import connection

from edu_week.search import indexes
from edu_week.search.refreshing import refresh_search_texts


class Command(BaseCommand):
    help = "Makes every record findable by what it says now, and adds the search indexes where they are missing."

    def handle(self, **options):
        self.stdout.write(f"{refresh_search_texts()} records brought up to date.")
        if problem := indexes.create_trigram_indexes(connection):
            self.stderr.write(problem)

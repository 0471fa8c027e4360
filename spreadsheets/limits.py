"""How much one file may hold, and how long it is stored."""

import datetime as dt

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024  # of all parts of a workbook together
MAX_PARTS = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters; Excel itself cuts longer texts there
DIRECT_ROWS = 2_000  # longer exports run as a job
PAGE_ROWS = 100

IMPORT_RETENTION = dt.timedelta(days=7)
EXPORT_RETENTION = dt.timedelta(days=1)
SILENT_AFTER = dt.timedelta(seconds=60)  # a check reports twice a second
WRITING_AFTER = dt.timedelta(minutes=5)  # while writing, no progress can be committed

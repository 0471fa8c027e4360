"""How much one file may hold, and how long it is kept."""

import datetime as dt

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024  # of all parts of a workbook together
MAX_PARTS = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters; Excel itself cuts there
DIRECT_ROWS = 2_000  # more than that are exported outside the request
PAGE_ROWS = 100

IMPORT_RETENTION = dt.timedelta(days=7)
EXPORT_RETENTION = dt.timedelta(days=1)
SILENT_AFTER = dt.timedelta(seconds=60)  # a check says every half second that it lives
WRITING_AFTER = dt.timedelta(minutes=5)  # while it writes it cannot: its transaction would have to end

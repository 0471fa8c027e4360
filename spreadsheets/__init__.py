"""Import and export of spreadsheets. Apps register a `SpreadsheetKind` in their `sheets` module; the pages stand below the
model's list in the back office.

An import is checked row by row without writing anything, shown, and then written in one short transaction. Checking
holds no lock, because on SQLite a transaction blocks all other writers; what changed in the meantime is found before writing.
"""

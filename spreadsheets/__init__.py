"""Spreadsheets in and out. Apps register a `Kind` in their `exchange` module; the pages hang under the model's list.

An import is checked row by row without writing anything, shown, and then written in one short transaction. Checking
holds no lock, because on SQLite a transaction shuts everybody else out; what changed meanwhile is found before writing.
"""

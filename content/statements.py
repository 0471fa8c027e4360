"""Statements that are sent together: PostgreSQL gets them in one message, so that nothing is waited for between them.

What a transaction does under its locks, all others who want them wait for, and each message costs a way there and back. Within
one message each statement still sees what was committed before it began, as if it had been sent by itself.
"""

from collections.abc import Sequence

Statement = tuple[str, Sequence]  # SQL and the values of its parameters


def execute_together(cursor, statements: Sequence[Statement]):
    """Execute them in this order; the cursor then has the rows, or the number of rows, of the last one."""
    if cursor.db.vendor == "postgresql" and statements:
        statements = [("; ".join(sql for sql, _params in statements), [value for _sql, params in statements for value in params])]
    for sql, params in statements:
        cursor.execute(sql, params)

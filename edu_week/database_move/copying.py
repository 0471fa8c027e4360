"""Copies all rows from SQLite to PostgreSQL, all or none, and compares them afterwards."""

from collections.abc import Callable, Iterator
from itertools import islice

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DataError, IntegrityError, transaction
from psycopg2.extras import execute_values

from edu_week.database_move.target import ALIAS, MoveError, list_models
from edu_week.database_move.values import iterate_rows, list_columns, sum_table

PIECE = 500  # rows of one INSERT


def move_rows(target, report: Callable[[str], None]) -> int:
    """Return how many rows were copied and found equal. Raises MoveError; then the target has none of them."""
    total, models = 0, list_models()
    with transaction.atomic():  # on SQLite the write lock: what is compared is what was copied
        try:
            with transaction.atomic(using=ALIAS):
                for number, model in enumerate(models, start=1):
                    count = copy_model(model, target)
                    total += count
                    report(f"{number:>4} of {len(models)}  {model._meta.db_table}: {count}")
                reset_sequences(target, models)
                target.check_constraints()
        except IntegrityError as error:
            raise MoveError(f"What SQLite holds does not fit together: {describe_error(error)}") from None
        report("Comparing …")
        compare_models(models)
    return total


def copy_model(model, target) -> int:
    fields, count = list_columns(model), 0
    columns = ", ".join(target.ops.quote_name(field.column) for field in fields)
    statement = f"INSERT INTO {target.ops.quote_name(model._meta.db_table)} ({columns}) VALUES %s"  # noqa: S608 (our own names)
    with target.cursor() as cursor:
        for rows in iterate_pieces(iterate_rows(model, DEFAULT_DB_ALIAS)):
            prepared = [[field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)] for row in rows]
            try:
                with transaction.atomic(using=ALIAS):
                    insert_rows(cursor, statement, prepared)
            except (DataError, ValueError):
                name_refused_row(cursor, statement, model, prepared)
                raise
            count += len(rows)
    return count


def iterate_pieces(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    while piece := list(islice(rows, PIECE)):
        yield piece


def insert_rows(cursor, statement: str, rows: list):
    with cursor.db.wrap_database_errors:
        execute_values(cursor.cursor, statement, rows, page_size=PIECE)


def name_refused_row(cursor, statement: str, model, rows: list):
    """Raise MoveError for the first row that PostgreSQL does not take: SQLite asks less, such as for no length."""
    for row in rows:
        try:
            with transaction.atomic(using=ALIAS):
                insert_rows(cursor, statement, [row])
        except (DataError, ValueError) as error:
            raise MoveError(f"PostgreSQL does not take row {row[0]} of {model._meta.db_table}: {describe_error(error)}") from None


def describe_error(error: Exception) -> str:
    return " ".join(str(error).split())


def reset_sequences(target, models: list):
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def compare_models(models: list):
    for model in models:
        here, there = sum_table(model, DEFAULT_DB_ALIAS), sum_table(model, ALIAS)
        if here != there:
            table = model._meta.db_table
            raise MoveError(f"{table} differs: {here.rows} rows here and {there.rows} there, or another value in one of them.")

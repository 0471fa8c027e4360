"""Rows that are inserted very often: Django writes the SQL of their model once, each `save` only fills in the values."""

from collections.abc import Sequence

from django.db import connection, connections, models
from django.db.models.sql import InsertQuery

from content.models.clean_texts import CleanTexts


class PreparedInserts(models.Model):
    """Base of such models. Whatever else `save` does stays as it is: default values, signals, what models add to it."""

    class Meta:
        abstract = True

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        """Return the rows that the database gives back, as Django's own method, which writes the same SQL anew each time."""
        values = [field.pre_save(self, True) for field in fields]
        if raw or any(hasattr(value, "resolve_expression") for value in values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)
        connection = connections[using]
        statement = find_statement(self, connection, fields, returning_fields)
        params = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return [cursor.fetchone()]


def insert_together(rows: Sequence[models.Model]):
    """Insert new rows, perhaps of several models, in this order and in one message to PostgreSQL: each is waited for under locks.

    Texts are cleaned as by `save`. No signals are sent, and the rows do not learn their primary keys.
    """
    prepared = [prepare_row(row) for row in rows]
    messages = prepared
    if connection.vendor == "postgresql":
        messages = [("; ".join(sql for sql, _params in prepared), [value for _sql, params in prepared for value in params])]
    with connection.cursor() as cursor:
        for statement, params in messages:
            cursor.execute(statement, params)


def insert_rows(rows: Sequence[models.Model]):
    """Insert new rows of one model by one statement; they learn their primary keys. Texts are cleaned, no signals are sent."""
    for row in rows:  # what they refer to may have got its key since
        row._prepare_related_fields_for_save(operation_name="insert_rows")  # private in Django 5.2.19
    prepared = [prepare_row(row) for row in rows]
    head, _values, one_row = prepared[0][0].partition(" VALUES ")
    key = rows[0]._meta.pk
    statement = f"{head} VALUES {', '.join([one_row] * len(rows))} RETURNING {connection.ops.quote_name(key.column)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _sql, params in prepared for value in params])
        keys = cursor.fetchall()
    for row, (value,) in zip(rows, keys, strict=True):
        setattr(row, key.attname, value)
        row._state.adding, row._state.db = False, connection.alias


def prepare_row(row: models.Model) -> tuple[str, list]:
    """Return the statement that inserts the row, and its values."""
    if isinstance(row, CleanTexts):
        row.clean_texts()
    own = connections[connection.alias]  # this thread's, not the proxy, which looks for it at every attribute
    fields = [field for field in row._meta.local_concrete_fields if field is not row._meta.auto_field]
    values = [field.get_db_prep_save(field.pre_save(row, True), own) for field in fields]
    return find_statement(row, own, fields, []), values


statements: dict[tuple, str] = {}


def find_statement(instance: models.Model, connection, fields: list, returning_fields: list) -> str:
    names = [field.attname for field in (*fields, *returning_fields)]
    key = (type(instance), connection.vendor, len(fields), *names)
    if key not in statements:
        query = InsertQuery(type(instance))
        query.insert_values(fields, [instance])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = returning_fields
        [(statement, params)] = compiler.as_sql()
        if len(params) != len(fields):
            raise TypeError(f"{type(instance).__name__} has a field whose SQL depends on its value")
        statements[key] = statement
    return statements[key]

"""Rows that are inserted very often: Django writes the SQL of their model once, each `save` only fills in the values."""

import datetime as dt
from collections.abc import Sequence
from functools import cache

from django.db import connection, connections, models
from django.db.models import BigIntegerField, Expression
from django.db.models.sql import InsertQuery
from psycopg2.extras import Json

from content.models.clean_texts import CleanTexts
from content.statements import Statement, execute_together

# Fields, and the type of value that the driver takes from them as it is: nothing has to be converted, as for most.
AS_IT_IS = {
    models.CharField: str,
    models.TextField: str,
    models.EmailField: str,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BooleanField: bool,
    models.ForeignKey: int,
}


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


class NextKey(Expression):
    """The primary key of the next new row of a model, which nobody else will get, as part of a query.

    So rows that name each other are inserted together, although none of them is there yet. On SQLite it is nobody else's as long
    as the transaction has the write lock.
    """

    output_field = BigIntegerField()

    def __init__(self, model: type[models.Model]):
        super().__init__()
        self.table, self.column = model._meta.db_table, model._meta.pk.column

    def as_sql(self, compiler, connection):
        quote = connection.ops.quote_name
        newest = f"SELECT MAX({quote(self.column)}) FROM {quote(self.table)}"  # noqa: S608
        ever = f"SELECT seq FROM sqlite_sequence WHERE name = '{self.table}'"  # noqa: S608
        return f"MAX(COALESCE(({newest}), 0), COALESCE(({ever}), 0)) + 1", []

    def as_postgresql(self, compiler, connection):
        return f"nextval(pg_get_serial_sequence('{connection.ops.quote_name(self.table)}', '{self.column}'))", []


def insert_together(rows: Sequence[models.Model], *, then: Sequence[Statement] = ()) -> int:
    """Insert new rows, perhaps of several models, in this order and in one message to PostgreSQL: each is waited for under locks.

    `then` are statements that follow in the same message; return how many rows the last one changed. Texts are cleaned as by
    `save`. No signals are sent. Rows may have primary keys (`NextKey`), else they do not learn theirs.
    """
    own = connections[connection.alias]  # this thread's, not the proxy, which looks for it at every attribute
    with own.cursor() as cursor:
        execute_together(cursor, [*(prepare_row(row, own) for row in rows), *then])
        changed = cursor.rowcount
    for row in rows:
        row._state.adding, row._state.db = False, own.alias
    return changed


def insert_rows(rows: Sequence[models.Model]):
    """Insert new rows of one model by one statement; they learn their primary keys. Texts are cleaned, no signals are sent."""
    for row in rows:  # what they refer to may have got its key since
        row._prepare_related_fields_for_save(operation_name="insert_rows")  # private in Django 5.2.19
    own = connections[connection.alias]
    prepared = [prepare_row(row, own) for row in rows]
    head, _values, one_row = prepared[0][0].partition(" VALUES ")
    key = rows[0]._meta.pk
    statement = f"{head} VALUES {', '.join([one_row] * len(rows))} RETURNING {connection.ops.quote_name(key.column)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _sql, params in prepared for value in params])
        keys = cursor.fetchall()
    for row, (value,) in zip(rows, keys, strict=True):
        setattr(row, key.attname, value)
        row._state.adding, row._state.db = False, connection.alias


def prepare_row(row: models.Model, connection) -> Statement:
    """Return the statement that inserts the row, and its values."""
    if isinstance(row, CleanTexts):
        row.clean_texts()
    return find_row_insert(type(row), connection.vendor, row.pk is not None).prepare(row, connection)


class RowInsert:
    """How rows of one model are inserted, with or without a primary key."""

    def __init__(self, model: type[models.Model], *, has_key: bool):
        self.fields = [field for field in model._meta.local_concrete_fields if has_key or field is not model._meta.auto_field]
        self.columns = [(field.attname, AS_IT_IS.get(type(field)), field) for field in self.fields]
        self.statement = ""

    def prepare(self, row: models.Model, connection) -> Statement:
        values, given = [], row.__dict__
        for name, kept_type, field in self.columns:
            value = given[name]
            if kept_type is None or (value is not None and type(value) is not kept_type):
                value = field.get_db_prep_save(field.pre_save(row, True), connection)
                value = write_as_text(value) if connection.vendor == "postgresql" else value
            values.append(value)
        self.statement = self.statement or find_statement(row, connection, self.fields, [])
        return self.statement, values


def write_as_text(value):
    """Return what PostgreSQL reads the same: for choices, moments and JSON the driver takes five times as long as for texts."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.dumps(value.adapted) if isinstance(value, Json) else value


@cache
def find_row_insert(model: type[models.Model], vendor: str, has_key: bool) -> RowInsert:
    return RowInsert(model, has_key=has_key)


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

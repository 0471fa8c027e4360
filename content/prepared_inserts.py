"""Rows that are inserted very often: Django writes the SQL of their model once, each `save` only fills in the values."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, connections, models
from django.db.models import BigIntegerField, Expression
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery
from psycopg2.extras import Json

from content.models.clean_texts import CleanTexts
from content.statements import Statement, execute_together


def write_moment(value: dt.datetime) -> str:
    """Return what PostgreSQL reads the same: the driver takes five times as long for moments as for texts."""
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return value.isoformat()


# By field: the type of value that the driver takes as it is, what else may stand for one, and how that is written. Nothing else
# has to be converted for most fields, and Django's own way asks each of them several times.
PLAIN_TEXT, PLAIN_NUMBER = (str, str, str.__str__), (int, int, int)  # others are choices
PLAIN_FIELDS = {
    models.CharField: PLAIN_TEXT,
    models.TextField: PLAIN_TEXT,
    models.EmailField: PLAIN_TEXT,
    models.PositiveIntegerField: PLAIN_NUMBER,
    models.PositiveSmallIntegerField: PLAIN_NUMBER,
    models.BigIntegerField: PLAIN_NUMBER,
    models.BigAutoField: PLAIN_NUMBER,
    models.ForeignKey: PLAIN_NUMBER,
    models.OneToOneField: PLAIN_NUMBER,
    models.BooleanField: (bool, bool, bool),
    models.JSONField: (None, list | dict, json.dumps),
    models.DateTimeField: (None, dt.datetime, write_moment),
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


def build_row(model: type[models.Model], **values) -> models.Model:
    """Return an unsaved instance, as `model(**values)`, which takes Django four times as long. No signals are sent."""
    constants, makers, relations = find_defaults(model)
    row = model.__new__(model)
    own = row.__dict__
    own.update(constants)
    own["_state"] = ModelState()
    for name, make in makers.items():
        own[name] = values[name] if name in values else make()
    for name, value in values.items():
        if name in relations:
            setattr(row, name, value)
        elif name in own:
            own[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name}")
    return row


@cache
def find_defaults(model: type[models.Model]) -> tuple[dict[str, Any], dict[str, Callable], set[str]]:
    """Return the default values of its columns, how those are made that differ between rows, and the names of its relations."""
    fields = model._meta.concrete_fields
    makers = {field.attname: field.default for field in fields if field.has_default() and callable(field.default)}
    constants = {field.attname: field.get_default() for field in fields if field.attname not in makers}
    return constants, makers, {field.name for field in fields if field.is_relation}


def prepare_row(row: models.Model, connection) -> Statement:
    """Return the statement that inserts the row, and its values."""
    if isinstance(row, CleanTexts):
        row.clean_texts()
    return find_row_insert(type(row), connection.vendor, row.pk is not None).prepare(row, connection)


class RowInsert:
    """How rows of one model are inserted into one kind of database, with or without a primary key."""

    def __init__(self, model: type[models.Model], vendor: str, *, has_key: bool):
        self.fields = [field for field in model._meta.local_concrete_fields if has_key or field is not model._meta.auto_field]
        self.columns = [(field.attname, find_plain_values(field, vendor), field) for field in self.fields]
        self.statement = ""

    def prepare(self, row: models.Model, connection) -> Statement:
        values, given = [], row.__dict__
        for name, plain, field in self.columns:
            value = given[name]
            if plain is None:
                value = prepare_value(field, row, connection)
            elif value is not None and type(value) is not plain[0]:
                value = plain[2](value) if isinstance(value, plain[1]) else prepare_value(field, row, connection)
            values.append(value)
        self.statement = self.statement or find_statement(row, connection, self.fields, [])
        return self.statement, values


def find_plain_values(field: models.Field, vendor: str) -> tuple | None:
    """Return what `PLAIN_FIELDS` says of the field; None for one that works out values of its own or has to be asked."""
    if isinstance(field, models.DateTimeField) and (vendor != "postgresql" or field.auto_now or field.auto_now_add):
        return None
    return None if getattr(field, "encoder", None) else PLAIN_FIELDS.get(type(field))


def prepare_value(field: models.Field, row: models.Model, connection):
    value = field.get_db_prep_save(field.pre_save(row, True), connection)
    return value.dumps(value.adapted) if isinstance(value, Json) else value


@cache
def find_row_insert(model: type[models.Model], vendor: str, has_key: bool) -> RowInsert:
    return RowInsert(model, vendor, has_key=has_key)


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

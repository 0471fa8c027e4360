"""Queries that are asked very often: Django writes their SQL once, each run only fills in the values.

Making the SQL of a query takes Django several times as long as running it. What a query says still stands in the words of the
models' managers, so that no condition is written twice.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

from content.statements import Statement, execute_together


class Parameter(Expression):
    """A value of a `PreparedQuery` that each run gives, by this name."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def fill_in(self, values: dict[str, Any], connection):
        return self.output_field.get_db_prep_value(values[self.name], connection)


class PreparedQuery:
    """A query of model instances. `build` returns it with a `Parameter` wherever runs differ.

    What else shapes the SQL, such as how many values a list has, are arguments of `build`; each shape is kept. Nothing may be in
    it that depends on the request, and it has no `prefetch_related`. The primary answers it, never a replica.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.compiled: dict[tuple, CompiledQuery] = {}

    def fetch(self, *shape, after: Sequence[Statement] = (), **values) -> list:
        """Run it with these values of its parameters; return the instances. Statements that it comes `after` go with it."""
        key = (connection.vendor, *shape)
        if key not in self.compiled:
            self.compiled[key] = CompiledQuery(self.build(*shape))
        return self.compiled[key].fetch(values, after)


class CompiledQuery:
    def __init__(self, queryset: QuerySet):
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        self.model, self.using = queryset.model, connection.alias
        columns = compiler.klass_info["select_fields"]
        self.own = slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.own]]
        self.annotations = list(compiler.annotation_col_map.items())
        self.populators = get_related_populators(compiler.klass_info, compiler.select, self.using)
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converters = [(position, *converter) for position, converter in converters.items()]

    def fetch(self, values: dict[str, Any], after: Sequence[Statement]) -> list[Model]:
        own = connections[connection.alias]  # this thread's, not the proxy, which looks for it at every attribute
        params = [param.fill_in(values, own) if isinstance(param, Parameter) else param for param in self.params]
        with own.cursor() as cursor:
            execute_together(cursor, [*after, (self.sql, params)])
            rows = cursor.fetchall()
        return [self.make_instance(row) for row in rows]

    def make_instance(self, row: tuple) -> Model:
        if self.converters:
            row = list(row)
            for position, converters, expression in self.converters:
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        instance = self.model.from_db(self.using, self.names, row[self.own])
        for populator in self.populators:
            populator.populate(row, instance)
        for name, position in self.annotations:
            setattr(instance, name, row[position])
        return instance

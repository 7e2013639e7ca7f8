"""One enterprise, one level, one leader at a time: told to the database where the database can hold it."""

from django.db.models import BaseConstraint

_LEVELS = "CASE {level} WHEN 'province' THEN 1 WHEN 'prefecture' THEN 2 WHEN 'county' THEN 3 ELSE 4 END"
_EXCLUDE = (
    "CONSTRAINT {name} EXCLUDE USING gist (int8range({enterprise}, {enterprise}, '[]') WITH &&, "
    "int4range(" + _LEVELS + ", " + _LEVELS + ", '[]') WITH &&, "
    "daterange({start}, {end}, '[]') WITH &&) WHERE ({enterprise} IS NOT NULL)"
)


class NoOverlapPerLevel(BaseConstraint):
    """PostgreSQL refuses overlapping periods of one enterprise at one level; no extension is needed.

    Equality of the scalars is written as overlap of one-point ranges, for which core PostgreSQL has GiST
    operators. SQLite has no such constraint: there ``assignments.services`` checks inside the one
    write transaction that SQLite allows at a time.
    """

    def __eq__(self, other) -> bool:
        return isinstance(other, NoOverlapPerLevel) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        columns = {"enterprise": "enterprise_id", "level": "level", "start": "start_on", "end": "end_on"}
        quoted = {key: schema_editor.quote_name(column) for key, column in columns.items()}
        return _EXCLUDE.format(name=schema_editor.quote_name(self.name), **quoted)

    def create_sql(self, model, schema_editor):
        clause = self.constraint_sql(model, schema_editor)
        return clause and f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {clause}"

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, model, instance, exclude=None, using=None) -> None:
        """Leave the check of one form to ``Assignment.clean``, which can name the other assignment."""

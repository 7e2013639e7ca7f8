"""Where ``liaison_grams`` was made before it answered in numbers: make it, and the indexes over it, anew."""

from importlib import import_module

from django.db import migrations

_create = import_module("liaison.core.migrations.0004_grams").CREATE


def renew(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 WHERE pg_get_function_result('liaison_grams(text)'::regprocedure) = 'text[]'")
        if cursor.fetchone() is None:
            return
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE %s", ["%liaison_grams(search)%"])
        indexes = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP FUNCTION liaison_grams(text) CASCADE")
        for statement in (_create, *indexes):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_grams")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]

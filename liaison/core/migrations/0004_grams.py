"""PostgreSQL: every sign and pair of neighbouring signs of a text, for an index that finds words of two signs."""

from django.db import migrations

# Of no more than its first 20,000 signs: nobody looks for what stands behind, and one long text must not cost seconds.
_CREATE = """
CREATE FUNCTION liaison_grams(body text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), ARRAY[]::text[])
    FROM (
        SELECT sign || next AS pair, sign
        FROM (
            SELECT sign, lead(sign, 1, '') OVER (ORDER BY place) AS next
            FROM unnest(string_to_array(left(body, 20000), NULL)) WITH ORDINALITY AS signs (sign, place)
        ) AS neighbours
    ) AS pairs, LATERAL (VALUES (pair), (sign)) AS grams (gram)
    WHERE position(chr(10) IN gram) = 0
$$
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_CREATE, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS liaison_grams(text)", params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_texts_kept_whole")]

    operations = [migrations.RunPython(create, drop)]

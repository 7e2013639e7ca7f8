"""PostgreSQL: every sign and pair of neighbouring signs of a text, for an index that finds words of two signs."""

from django.db import migrations

# Signs and pairs as numbers, a quarter of the work of texts; pairs that share one are told apart by the LIKE beside it.
# Of no more than its first 20,000 signs: nobody looks for what stands behind, and one long text must not cost seconds.
CREATE = """
CREATE FUNCTION liaison_grams(body text) RETURNS int[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    signs int[] := ARRAY(SELECT ascii(sign) FROM string_to_table(left(body, 20000), NULL) sign);
BEGIN
    RETURN array_remove(signs, 10) || ARRAY(
        SELECT (sign << 15) # next FROM unnest(signs, signs[2:]) AS pairs (sign, next) WHERE sign <> 10 AND next <> 10
    );
END
$$
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS liaison_grams(text)", params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_texts_kept_whole")]

    operations = [migrations.RunPython(create, drop)]

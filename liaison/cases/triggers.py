"""The database's own refusal to rewrite ``CaseEvent`` rows, for those who come past the models.

PostgreSQL also refuses to delete them, save the one event of an imported case, which goes when its import is
undone. SQLite gets the UPDATE trigger only: Django empties tables row by row there, which a DELETE trigger
would forbid to the test suite.
"""

SQLITE = """
CREATE TRIGGER cases_event_no_update BEFORE UPDATE ON cases_caseevent
BEGIN SELECT RAISE(ABORT, '办理记录只能追加，不能修改。'); END;
"""

POSTGRESQL = """
CREATE FUNCTION cases_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.move = 'imported' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '办理记录只能追加，不能修改或删除。';
END $$;
CREATE TRIGGER cases_event_append_only BEFORE UPDATE OR DELETE ON cases_caseevent
FOR EACH ROW EXECUTE FUNCTION cases_event_append_only();
"""

SQLITE_DROP = "DROP TRIGGER IF EXISTS cases_event_no_update;"
POSTGRESQL_DROP = """
DROP TRIGGER IF EXISTS cases_event_append_only ON cases_caseevent;
DROP FUNCTION IF EXISTS cases_event_append_only();
"""


def install(apps, schema_editor) -> None:
    _run(schema_editor, POSTGRESQL, SQLITE)


def remove(apps, schema_editor) -> None:
    _run(schema_editor, POSTGRESQL_DROP, SQLITE_DROP)


def _run(schema_editor, postgresql: str, sqlite: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql)
    else:
        # One statement a call: SQLite's driver takes no more.
        schema_editor.execute(sqlite)

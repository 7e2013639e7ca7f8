import re

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_NOT_RECORDS = ("django_session",)


class Writes:
    """Notes whether a view wrote anything (``connection.execute_wrapper``); the session is nobody's record."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        if (found := _WRITES.match(sql)) and found[1] not in _NOT_RECORDS:
            self.tables.add(found[1])
        return execute(sql, params, many, context)

    def __bool__(self) -> bool:
        return bool(self.tables)

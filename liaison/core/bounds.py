"""Numbers beyond 64 bits match no row: PostgreSQL says so itself, SQLite's driver fails over them."""

from django.db.backends.base.base import BaseDatabaseWrapper

from .params import LARGEST


def hold_within_bounds(connection: BaseDatabaseWrapper, **_) -> None:
    """Listen to new connections: on SQLite compare an oversized integer as a real number, which equals no id."""
    if connection.vendor == "sqlite" and _compare_as_real not in connection.execute_wrappers:
        connection.execute_wrappers.append(_compare_as_real)


def _compare_as_real(execute, sql, params, many, context):
    if not many and params and sql.lstrip().startswith("SELECT"):
        params = [_real(value) if type(value) is int and abs(value) > LARGEST else value for value in params]
    return execute(sql, params, many, context)


def _real(value: int) -> float:
    return float("inf") if value > 0 else float("-inf")

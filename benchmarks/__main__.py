"""``make bench``: run every module's ``run()`` on a database of its own, print a table, write JSON.

A module offers ``run() -> list[dict]``: one dict a line of the table, ``work`` first, figures as numbers.
Only ratios travel between machines. ``python -m benchmarks reminders`` runs one module.
"""

import importlib
import json
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

RESULT = "benchmarks.json"


def main(wanted: list[str]) -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_"]
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names if not wanted or name in wanted]
    results: dict[str, list[dict]] = {}
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/bench.sqlite3"
        setup_test_environment()
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            for module in (module for module in modules if hasattr(module, "run")):
                name = module.__name__.rpartition(".")[2]
                results[name] = module.run()
                show(name, results[name])
        finally:
            teardown_databases(databases, verbosity=0)
    path = settings.VAR_DIR / RESULT
    path.write_text(json.dumps({"database": connection.vendor, "results": results}, ensure_ascii=False, indent=2))
    sys.stdout.write(f"\n{path}\n")


def show(name: str, rows: list[dict]) -> None:
    """Print ``rows`` as a table under the module's name."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [columns, *([text_of(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    sys.stdout.write(f"\n{name}\n")
    for line in cells:
        first, *rest = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        sys.stdout.write("  ".join([first.strip().ljust(widths[0]), *rest]) + "\n")
    sys.stdout.flush()


def text_of(value) -> str:
    """Return a figure as people read it: three digits where small, thousands apart where large."""
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    main(sys.argv[1:])

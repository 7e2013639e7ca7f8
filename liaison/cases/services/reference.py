"""Categories as reference data: loaded by ``manage.py load_reference``, then kept by the office."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from ..models import Category


@transaction.atomic
def load_categories(rows: Iterable[dict[str, str]]) -> dict[str, int]:
    """Create the categories that are missing and refresh names and order of the others, by code.

    ``rows``: dicts with ``code, parent, name, aliases, is_arrears``; parents before children. What an office added
    or switched off itself stays. Returns ``{"new": n, "changed": n, "unchanged": n}``.
    """
    known = {category.code: category for category in Category.objects.all()}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for order, row in enumerate(rows, start=1):
        values = {
            "name": row["name"],
            "parent": known[row["parent"]] if row["parent"] else None,
            "aliases": row["aliases"],
            "is_arrears": row["is_arrears"] == "1",
            "order": order,
        }
        category = known.get(row["code"])
        if category is None:
            known[row["code"]] = Category.objects.create(code=row["code"], **values)
            counts["new"] += 1
        elif all(getattr(category, name) == value for name, value in values.items()):
            counts["unchanged"] += 1
        else:
            for name, value in values.items():
                setattr(category, name, value)
            category.save()
            counts["changed"] += 1
    return counts


def load_category_file(path: Path) -> dict[str, int]:
    """Load ``fixtures/categories.csv``; see :func:`load_categories`."""
    with path.open(encoding="utf-8", newline="") as file:
        return load_categories(csv.DictReader(file))

"""Categories as reference data: loaded by ``manage.py load_reference``, then kept by the office."""

from pathlib import Path

from liaison.core.reference import Loaded, read_rows, sync

from ..models import Category

_FIELDS = ("name", "parent_id", "aliases", "is_arrears", "order")


def load_categories(folder: Path) -> Loaded:
    """Load ``categories.csv`` (code, parent, name, aliases, is_arrears); parents before their children.

    What an office added or switched off itself stays; its wording of a shipped category is kept too.
    """
    rows = read_rows(folder / "categories.csv")
    upper = _sync([row for row in rows if not row["parent"]], {})
    ids = dict(Category.objects.filter(parent=None).values_list("code", "pk"))
    lower = _sync([row for row in rows if row["parent"]], ids)
    both = zip(
        (upper.created, upper.updated, upper.unchanged, upper.kept),
        (lower.created, lower.updated, lower.unchanged, lower.kept),
        strict=True,
    )
    return Loaded("诉求分类", *(one + other for one, other in both))


def _sync(rows: list[dict[str, str]], parents: dict[str, int]) -> Loaded:
    categories = [
        Category(
            code=row["code"],
            name=row["name"],
            parent_id=parents.get(row["parent"]),
            aliases=row["aliases"],
            is_arrears=row["is_arrears"] == "1",
            order=int(row["code"].ljust(4, "0")),
        )
        for row in rows
    ]
    return sync("诉求分类", categories, key=("code",), fields=_FIELDS, overwrite=False)

"""省 → 市（州） → 县: enterprises (户) by place, counts that add up.

Each enterprise stands in exactly one place, so every figure in 户 is of distinct enterprises and each row is the sum
of the rows below it. Rooms above hand in a :class:`Column` in their own unit (户次, 件), keyed by place,
where ``count(user, today) -> dict[region id, int]`` counts rows by their enterprise's region, for ``user``'s eyes,
in a fixed number of statements. What several places share (one gathering of enterprises of two counties) is not summed:
``shared(user, today) -> dict[region id, set]`` names it, and each row counts it once.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count

from liaison.core.rooms import handed_in
from liaison.directory.models import Level, Region, User
from liaison.enterprises.models import Enterprise

from .models import Assignment


@dataclass(frozen=True)
class Column:
    """A figure of each place; ``order`` counts from the left."""

    key: str
    title: str
    unit: str
    order: int
    count: Callable[[User, dt.date], dict[int, int]]
    shared: Callable[[User, dt.date], dict[int, set]] | None = None


@dataclass
class Node:
    """One place with its figures by column key; ``children`` add up to it."""

    region: Region
    figures: Counter = field(default_factory=Counter)
    shared: dict[str, set] = field(default_factory=lambda: defaultdict(set))
    children: list["Node"] = field(default_factory=list)
    # What stands at the place itself rather than in one below it (市本级).
    is_remainder: bool = False

    def row(self, keys: list[str]) -> list[int]:
        return [self.figures[key] + len(self.shared[key]) for key in keys]

    @property
    def holds_anything(self) -> bool:
        return any(self.figures.values()) or any(self.shared.values())

    def copy_of_own(self) -> "Node":
        """Return what stands at the place itself, as a node of its own."""
        return Node(self.region, Counter(self.figures), defaultdict(set, self.shared), is_remainder=True)

    def is_counted_as_shown(self) -> bool:
        """Return whether all that stands below is counted here by the rest of the product, too."""
        return all(
            child.region.lineage.startswith(self.region.lineage) and child.is_counted_as_shown()
            for child in self.children
        )


def columns() -> dict[str, Column]:
    return {column.key: column for column in sorted(handed_in(Column), key=lambda column: column.order)}


def build(user: User, today: dt.date, *, reporting: bool = False) -> list[Node]:
    """Return the places that hold anything ``user`` may see, as trees; a fixed number of statements.

    ``reporting`` puts each place where it is looked after and counted (梅河口 straight under the province), not
    where it statutorily belongs, which is information; the sums at the top are the same.
    """
    figures = {key: column.count(user, today) for key, column in columns().items()}
    regions = {region.pk: region for region in Region.objects.order_by("code")}
    above = {pk: row.above_id if reporting else row.parent_id for pk, row in regions.items()}
    nodes: dict[int, Node] = {}
    for key, counted in figures.items():
        for pk, number in counted.items():
            nodes.setdefault(pk, Node(regions[pk])).figures[key] += number
    for key, column in columns().items():
        for pk, names in (column.shared(user, today) if column.shared else {}).items():
            nodes.setdefault(pk, Node(regions[pk])).shared[key] |= names
    if reporting and nodes:
        for pk in _reporting_units(user, regions):
            nodes.setdefault(pk, Node(regions[pk]))
    for pk in list(nodes):
        _add_ancestors(pk, above, regions, nodes)
    return _grow(nodes, above)


def _reporting_units(user: User, regions: dict[int, Region]) -> list[int]:
    """Return those that ``user`` looks after: the province's tables list them all, empty ones too."""
    if not user.is_superuser and not user.oversees_region:
        return []
    inside = "" if user.is_superuser else user.region.lineage
    return [pk for pk, row in regions.items() if row.reporting_unit_id == pk and row.lineage.startswith(inside)]


def _add_ancestors(pk: int, above: dict[int, int | None], regions: dict[int, Region], nodes: dict[int, Node]) -> None:
    while (pk := above[pk]) and pk not in nodes:
        nodes[pk] = Node(regions[pk])


def _grow(nodes: dict[int, Node], above: dict[int, int | None]) -> list[Node]:
    roots = []
    for pk, node in sorted(nodes.items(), key=lambda pair: pair[1].region.code):
        parent = nodes.get(above[pk])
        (parent.children if parent else roots).append(node)
    for root in roots:
        _add_up(root)
    return roots


def _add_up(node: Node) -> None:
    """Make ``node`` the sum of its children; its own rows become a child, so that the eye can add up."""
    if not node.children:
        return
    if node.holds_anything:
        node.children.insert(0, node.copy_of_own())
    for child in node.children:
        if not child.is_remainder:
            _add_up(child)
    node.figures = sum((child.figures for child in node.children), Counter())
    for key in {key for child in node.children for key in child.shared}:
        node.shared[key] = set().union(*(child.shared[key] for child in node.children))


def _enterprises(user: User, today: dt.date) -> dict[int, int]:
    rows = Enterprise.objects.visible_to(user).order_by().values_list("region")
    return dict(rows.annotate(Count("pk")))


def _linked(level: str | None) -> Callable[[User, dt.date], dict[int, int]]:
    def count(user: User, today: dt.date) -> dict[int, int]:
        links = Assignment.objects.on(today).of_enterprises()
        if level:
            links = links.filter(level=level)
        rows = Enterprise.objects.visible_to(user).operating().filter(pk__in=links.values("enterprise"))
        return dict(rows.order_by().values_list("region").annotate(Count("pk")))

    return count


OWN_COLUMNS = (
    Column("enterprises", "企业", "户", order=10, count=_enterprises),
    Column("linked", "有领导联系", "户", order=20, count=_linked(None)),
    *(
        Column(level, f"{level.label}联系", "户", order=30 + place, count=_linked(level))
        for place, level in enumerate((Level.PROVINCE, Level.PREFECTURE, Level.COUNTY))
    ),
)

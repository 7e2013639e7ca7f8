"""One enterprise (or leader) in several sheets of a group: found by set in the stored rows, and named."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from liaison.ledgers.models import ImportGroup, ImportRow, Kind

# Ledgers in which a name stands once; a visit or a case of the same enterprise is another one.
ROSTERS = (Kind.ENTERPRISES, Kind.LEADERS)
NAMED = 50


@dataclass
class Overlap:
    """A row of a later sheet and the row of an earlier one that is about the same."""

    earlier: ImportRow
    later: ImportRow

    @property
    def message(self) -> str:
        first = self.earlier
        return (
            f"“{self.later.label}”在{first.batch.place}第 {first.number} 行已经有了。按表的先后写入："
            f"内容相同的不变，不同的以后面的为准，层级不同的各自登记。请核对是否重复。"
        )


def overlaps(group: ImportGroup) -> list[Overlap]:
    """Return what stands in more than one sheet of ``group``, at most ``NAMED`` names."""
    if group.kind not in ROSTERS:
        return []
    rows = ImportRow.objects.filter(batch__group=group)
    labels = _in_several(rows.exclude(label=""), "label")
    targets = _in_several(rows.exclude(target_id=None), "target_id")
    if not labels and not targets:
        return []
    several = rows.filter(Q(label__in=labels) | Q(target_id__in=targets)).select_related("batch")
    first_by: dict[object, ImportRow] = {}
    found = []
    for row in several.order_by("batch__position", "number").defer("raw", "changes", "notes"):
        keys = [key for key in (row.label, row.target_id) if key]
        first = next((first_by[key] for key in keys if key in first_by), row)
        if first.batch_id != row.batch_id:
            found.append(Overlap(first, row))
        for key in keys:
            first_by.setdefault(key, row)
    return found[:NAMED]


def _in_several(rows: QuerySet[ImportRow], field: str) -> list:
    counted = rows.order_by().values(field).annotate(sheets=Count("batch", distinct=True)).filter(sheets__gt=1)
    return list(counted.values_list(field, flat=True)[:NAMED])

"""This month's ledger beside last month's: who has come, who is missing, whose record changes. Told, never acted on.

Both are stored rows already; what is compared is counted in the database, in as many statements for one sheet as for
fifty.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from liaison.directory.models import User
from liaison.ledgers.models import BatchState, ImportBatch, ImportEffect, ImportRow, Operation, Outcome
from liaison.ledgers.overlaps import ROSTERS

from .records import TARGETS, record_url

SHOWN = 200
_COMPARED = (BatchState.PREVIEWED, BatchState.COMMITTED)


@dataclass
class Comparison:
    """``gone`` are those of the earlier ledger that are missing now: name, page of the record; ``SHOWN`` at most."""

    earlier: list[ImportBatch]
    words: str
    new: int
    changed: int
    left: int
    gone: list[tuple[str, str]] = field(default_factory=list)

    @property
    def unnamed(self) -> int:
        return self.left - len(self.gone)


def compare(batches: list[ImportBatch], user: User) -> Comparison | None:
    """Return how ``batches``, one ledger in one or several sheets, differ from those that came before in their place.

    None where none came, or so few names are the same that it is hardly the same ledger; a person's word that this is
    the whole list of each month (``options["monthly"]``) counts for more.
    """
    present = [batch for batch in batches if batch.state in _COMPARED and batch.kind in ROSTERS]
    earlier = _before(present, user)
    if not earlier:
        return None
    met = [batch for batch in present if batch.pk in earlier]
    now, then = _rows(met), _rows(list(earlier.values()))
    left, come = _without(then, now), _without(now, then)
    gone, total = _names(left), _names(then)
    monthly = any(batch.options.get("monthly") for batch in met)
    if not monthly and gone.count() * 2 > total.count():
        return None
    changed = _names(now.filter(outcome=Outcome.CHANGED)).count() - _names(come.filter(outcome=Outcome.CHANGED)).count()
    found = Comparison(list(earlier.values()), _words(met, earlier), _names(come).count(), changed, gone.count())
    found.gone = _named(left, met[0].kind)
    return found


def _before(batches: list[ImportBatch], user: User) -> dict[int, ImportBatch]:
    """Return batch → the last committed one of its source, of an earlier month where there is one."""
    if not batches:
        return {}
    own = [batch.pk for batch in batches]
    same = Q(source__in={batch.source for batch in batches if batch.source})
    if any(batch.options.get("monthly") for batch in batches):
        same |= Q(options__monthly=True, created_by__region=batches[0].created_by and batches[0].created_by.region_id)
    committed = ImportBatch.objects.visible_to(user).filter(same, kind=batches[0].kind, state=BatchState.COMMITTED)
    known = list(committed.exclude(pk__in=own).filter(pk__lt=min(own)).order_by("-pk")[: 20 * len(own)])
    found = {}
    for batch in batches:
        fitting = [each for each in known if each.source == batch.source]
        if not fitting and batch.options.get("monthly"):
            fitting = [each for each in known if each.options.get("monthly") and each.sheet == batch.sheet]
        older = [each for each in fitting if _month(each.committed_at) < _month(batch.created_at)]
        if fitting:
            found[batch.pk] = (older or fitting)[0]
    return found


def _month(moment: dt.datetime) -> int:
    day = localtime(moment)
    return day.year * 12 + day.month


def _words(batches: list[ImportBatch], earlier: dict[int, ImportBatch]) -> str:
    last = max(earlier.values(), key=lambda batch: batch.committed_at)
    months = _month(batches[0].created_at) - _month(last.committed_at)
    return "本月比上月" if months == 1 else f"比上次（{localtime(last.committed_at):%Y-%m-%d} 导入的）"


def _rows(batches: list[ImportBatch]) -> QuerySet[ImportRow]:
    """Return the rows of ``batches`` with the ``record`` each is about, as far as it has one."""
    written = ImportEffect.objects.filter(
        batch=OuterRef("batch"), number=OuterRef("number"), model=TARGETS[batches[0].kind], operation=Operation.CREATED
    )
    record = Coalesce("target_id", Subquery(written.values("object_id")[:1]))
    return ImportRow.objects.filter(batch__in=batches).exclude(label="").annotate(record=record).order_by()


def _without(rows: QuerySet[ImportRow], others: QuerySet[ImportRow]) -> QuerySet[ImportRow]:
    records = others.filter(record__isnull=False).values("record")
    unknown = Q(record__isnull=True)  # of which SQL would say neither that it is among them nor that it is not
    return rows.exclude(label__in=others.values("label")).filter(unknown | ~Q(record__in=records))


def _names(rows: QuerySet[ImportRow]) -> QuerySet:
    return rows.values_list("label", flat=True).distinct()


def _named(rows: QuerySet[ImportRow], kind: str) -> list[tuple[str, str]]:
    """Return the names in ``rows``, each with the page of its record."""
    found = dict(rows.order_by("-batch__position", "-number").values_list("label", "record")[: SHOWN * 2])
    return [(label, record_url(TARGETS[kind], pk)) for label, pk in reversed(found.items())][:SHOWN]

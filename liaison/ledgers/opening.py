"""From an uploaded file to a ledger read to its end: read before, read as people have said, or read afresh."""

import datetime as dt
import hashlib
from collections.abc import Callable

from liaison.core.errors import Refused
from liaison.ledgers.answers import Answers
from liaison.ledgers.kinds import PLANNERS
from liaison.ledgers.limits import limits
from liaison.ledgers.models import HeadingMemory, ImportBatch, Kind
from liaison.ledgers.parsed import KeptLedger, ParsedLedger
from liaison.sheets import (
    Column,
    HeadingUnclear,
    TableSource,
    Workbook,
    heading_rows,
    look_at_heading,
    open_workbook,
)

_LOOKED_AT = 5  # earlier uploads of the same file


def read(
    batch: ImportBatch, content: bytes, today: dt.date, told: Callable[[int], None] | None = None
) -> ParsedLedger | KeptLedger:
    """Read the file to its end, with the batch's corrections and answers put in place. Raises FileRefused.

    ``told`` hears now and then how many rows are read.
    """
    if batch.kind not in PLANNERS:
        raise Refused(f"“{Kind(batch.kind).label}”还不能导入。")
    is_new = not batch.digest and not (batch.pk and batch.answers.exists())
    batch.digest = hashlib.sha256(content).hexdigest()
    ledger = _read_before(batch, today) if is_new else None
    if ledger is None:
        source = _source(batch, _open(batch, content))
        ledger = ParsedLedger(source, Answers(batch), today, told)
    table = ledger.table
    batch.sheet, batch.header_row = table.sheet, table.header_row
    batch.headings = [[column.index, column.heading, column.field] for column in table.columns]
    return ledger


def _open(batch: ImportBatch, content: bytes) -> Workbook:
    return open_workbook(content, batch.file_name, limits=limits())


def _read_before(batch: ImportBatch, today: dt.date) -> KeptLedger | None:
    """Return what the same file, uploaded earlier today and read the same way, was understood as."""
    kept = ImportBatch.objects.filter(kind=batch.kind, digest=batch.digest, answers=None, options__has_key="parsed")
    for earlier in kept.order_by("-pk")[:_LOOKED_AT]:
        mapping = batch.options.get("mapping")
        if mapping is None and "signature" in earlier.options:
            mapping = _remembered(batch.kind, earlier.options["signature"])
        asked, answered = (
            (batch.options.get("sheet"), batch.options.get("header_row"), mapping),
            (earlier.options.get("sheet"), earlier.options.get("header_row"), earlier.options.get("mapping")),
        )
        if asked == answered and (ledger := KeptLedger.of(earlier, today)) is not None:
            batch.options |= {"mapping": mapping} if mapping is not None else {}
            return ledger
    return None


def _remembered(kind: str, signature: str) -> dict[str, str] | None:
    """Return the mapping that a person has given to sheets with these headings."""
    return HeadingMemory.objects.filter(kind=kind, signature=signature).values_list("mapping", flat=True).first()


def remember(batch: ImportBatch, *, by_id: int) -> None:
    """Keep the mapping of a batch that has been read, for sheets with the same headings."""
    HeadingMemory.objects.update_or_create(
        kind=batch.kind,
        signature=batch.options["signature"],
        defaults={"mapping": batch.options["mapping"], "remembered_by_id": by_id},
    )


def _source(batch: ImportBatch, book: Workbook) -> TableSource:
    """Find the table; without a correction by hand, one remembered for the same headings is used."""
    options = batch.options
    if options.get("mapping") is None:
        try:
            source = TableSource(book, batch.kind, sheet=options.get("sheet"))
        except HeadingUnclear:
            if (known := _heading_known_by_hand(batch, book)) is None:
                raise
            options |= known
        else:
            if (mapping := _remembered(batch.kind, signature(source.table.heading_key))) is None:
                return source
            options["mapping"] = mapping
    mapping = {int(index): name for index, name in options["mapping"].items()}
    sheet, header_row = options.get("sheet"), options.get("header_row")
    return TableSource(book, batch.kind, sheet=sheet, mapping=mapping, header_row=header_row)


def _heading_known_by_hand(batch: ImportBatch, book: Workbook) -> dict | None:
    """Return sheet, heading row and mapping where a person has once named the columns of just such a row."""
    memories = dict(HeadingMemory.objects.filter(kind=batch.kind).values_list("signature", "mapping"))
    for sheet, row, key in heading_rows(book, batch.options.get("sheet")) if memories else ():
        if (mapping := memories.get(signature(key))) is not None:
            return {"sheet": sheet, "header_row": row, "mapping": mapping}
    return None


def signature(heading_key: str) -> str:
    """Return the key under which a mapping is remembered for a set of headings."""
    return hashlib.sha256(heading_key.encode()).hexdigest()


def content_of(batch: ImportBatch) -> bytes:
    try:
        with batch.file.open("rb") as file:
            return file.read()
    except FileNotFoundError as error:
        raise Refused("原始文件已不在服务器上，请重新上传。") from error


def top_of(batch: ImportBatch, header_row: int) -> tuple[list[Column], list[list]]:
    """Return the columns as ``header_row`` (from 1) of the batch's sheet names them, and the sheet's first rows."""
    return look_at_heading(_open(batch, content_of(batch)), batch.kind, batch.sheet, header_row)

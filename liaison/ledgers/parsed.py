"""A ledger read to the end: its sheets part by part, as often as wanted, and kept beside the uploaded file.

Reading and understanding the file is the dearest step of an import. What a preview has understood is therefore laid
beside the file: the commit starts from there, and so does whoever uploads the very same file again that day. It is
good for the day it was read on, because what a date may be depends on the day. The batch holds its digest, so that
nothing else is ever unpickled. Where it is missing, the file is read.
"""

import datetime as dt
import hashlib
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import IO

from django.core.files.base import File

from liaison.ledgers.answers import Answers
from liaison.ledgers.kinds import Sheet
from liaison.ledgers.kinds.lengths import refuse_too_long
from liaison.ledgers.models import ImportBatch
from liaison.sheets import Table, TableParser, TableSource
from liaison.sheets.types import TableRow

# How the parts lie in the file; what an earlier version of this program has laid down is read again.
_FORM = 4
_table_row = partial(tuple.__new__, TableRow)


class ParsedLedger:
    """The parts of one ledger. One part stays in memory; of several, each is on disk until it is asked for.

    ``table`` is the head: columns and what there is to say about the whole, without rows. ``told`` hears after each
    part how many rows are read.
    """

    def __init__(
        self, source: TableSource, answers: Answers, today: dt.date, told: Callable[[int], None] | None = None
    ) -> None:
        self.table, read = source.table, 0
        self._only: Sheet | None = None
        self._spool: IO[bytes] | None = None
        parser = TableParser(source.table, today=today)
        for part in source.parts():
            answers.put(part)
            sheet = Sheet(part, parser.parse(part))
            refuse_too_long(part.kind, sheet)
            self._add(sheet)
            read += len(part.rows)
            if told:
                told(read)

    def _add(self, sheet: Sheet) -> None:
        if self._only is None and self._spool is None:
            self._only = sheet
            return
        if self._spool is None:
            self._spool = tempfile.TemporaryFile(prefix="liaison-")  # noqa: SIM115 - lives as long as the ledger
            _dump(self._only, self._spool)
            self._only = None
        _dump(sheet, self._spool)

    def sheets(self) -> Iterator[Sheet]:
        """Yield the parts from first to last."""
        if self._spool is not None:
            self._spool.seek(0)
            yield from _parts(self._spool)
        elif self._only is not None:
            yield self._only

    def keep(self, batch: ImportBatch, today: dt.date) -> None:
        """Lay the ledger beside the file of ``batch``, in the place of what an earlier preview has left there."""
        with BytesIO() if self._spool is None else tempfile.TemporaryFile(prefix="liaison-") as file:
            pickle.dump(self.table, file, protocol=5)
            if self._spool is not None:
                self._spool.seek(0)
                shutil.copyfileobj(self._spool, file)
            elif self._only is not None:
                _dump(self._only, file)
            _lay(file, batch, today)


class KeptLedger:
    """What :meth:`ParsedLedger.keep` has laid beside a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.table: Table = pickle.load(file)
        self._start = file.tell()

    @classmethod
    def of(cls, batch: ImportBatch, today: dt.date) -> "KeptLedger | None":
        """Return the ledger kept beside the file of ``batch``, or None where it must be read again."""
        kept = batch.options.get("parsed")
        if not kept or (kept["today"], kept.get("form")) != (today.isoformat(), _FORM):
            return None
        try:
            file = batch.file.storage.open(kept["name"], "rb")
        except FileNotFoundError:
            return None
        if _digest(file) != kept["digest"]:
            file.close()
            return None
        file.seek(0)
        return cls(file)

    def sheets(self) -> Iterator[Sheet]:
        """Yield the parts from first to last."""
        self._file.seek(self._start)
        yield from _parts(self._file)

    def keep(self, batch: ImportBatch, today: dt.date) -> None:
        """Lay a copy beside the file of ``batch``, which is the same file uploaded again."""
        _lay(self._file, batch, today)


def _lay(file: IO[bytes], batch: ImportBatch, today: dt.date) -> None:
    """Put a ledger beside the file of ``batch``, in the place of what lay there."""
    forget(batch)
    name = batch.file.storage.save(f"{batch.file.name}.parsed", File(file))
    batch.options["parsed"] = {"name": name, "digest": _digest(file), "today": today.isoformat(), "form": _FORM}


def forget(batch: ImportBatch) -> None:
    """Take away what is kept beside the file of ``batch``."""
    if kept := batch.options.pop("parsed", None):
        batch.file.storage.delete(kept["name"])


def forget_read(*, today: dt.date) -> int:
    """Take away what was kept of files read before ``today``: it is good for its day only. Return how many."""
    kept = ImportBatch.objects.filter(options__parsed__today__lt=today.isoformat())
    for batch in kept:
        forget(batch)
        batch.save(update_fields=["options", "updated_at"])
    return len(kept)


def _parts(file: IO[bytes]) -> Iterator[Sheet]:
    while True:
        try:
            table, rows, *more = pickle.load(file)
        except EOFError:
            return
        table.rows = list(map(_table_row, zip(*rows, strict=True)))
        yield Sheet(table, *more)


def _dump(sheet: Sheet, file: IO[bytes]) -> None:
    # Plain lists go through pickle without a call for each row.
    head, rows = replace(sheet.table, rows=[]), list(zip(*sheet.table.rows, strict=True))
    pickle.dump((head, rows, sheet.values, sheet.raw_rows), file, protocol=5)


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()

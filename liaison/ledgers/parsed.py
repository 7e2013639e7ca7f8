"""A ledger read to the end: its sheets part by part, as often as wanted, and kept from the preview for the commit.

Reading and understanding the file is the dearest step of an import. What a preview has understood is therefore laid
beside the uploaded file, and the commit starts from there; the batch holds its digest, so that nothing else is ever
unpickled. If it is missing, or was read on another day, the file is read again.
"""

import datetime as dt
import hashlib
import pickle
import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.core.files.base import File

from liaison.ledgers.answers import Answers
from liaison.ledgers.kinds import Sheet
from liaison.ledgers.kinds.lengths import refuse_too_long
from liaison.ledgers.models import ImportBatch
from liaison.ledgers.reading import TableParser, TableSource


class ParsedLedger:
    """The parts of one ledger. One part stays in memory; of several, each is on disk until it is asked for.

    ``table`` is the head: columns and what there is to say about the whole, without rows. ``decisions`` are what people
    have answered besides choosing a candidate.
    """

    def __init__(self, source: TableSource, answers: Answers, today: dt.date) -> None:
        self.table, self.decisions = source.table, answers.decisions
        self._only: Sheet | None = None
        self._spool: IO[bytes] | None = None
        parser = TableParser(source.table, today=today)
        for part in source.parts():
            answers.put(part)
            sheet = Sheet(part, parser.parse(part))
            refuse_too_long(part.kind, sheet)
            self._add(sheet)

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
        """Lay the parts beside the file of ``batch``, in the place of what an earlier preview has left there."""
        forget(batch)
        file = self._spool
        if file is None:
            file = BytesIO()
            for sheet in self.sheets():
                _dump(sheet, file)
        name = batch.file.storage.save(f"{batch.file.name}.parsed", File(file))
        batch.options["parsed"] = {"name": name, "digest": _digest(file), "today": today.isoformat()}


def kept_sheets(batch: ImportBatch, today: dt.date) -> Iterator[Sheet] | None:
    """Return the parts that the preview of ``batch`` has kept, or None where they must be read again."""
    kept = batch.options.get("parsed")
    if not kept or kept["today"] != today.isoformat():
        return None
    try:
        file = batch.file.storage.open(kept["name"], "rb")
    except FileNotFoundError:
        return None
    if _digest(file) != kept["digest"]:
        file.close()
        return None
    file.seek(0)
    return _closing(file)


def forget(batch: ImportBatch) -> None:
    """Take away what a preview has kept for the commit."""
    if kept := batch.options.pop("parsed", None):
        batch.file.storage.delete(kept["name"])


def _closing(file) -> Iterator[Sheet]:
    with file:
        yield from _parts(file)


def _parts(file: IO[bytes]) -> Iterator[Sheet]:
    while True:
        try:
            yield Sheet(*pickle.load(file))
        except EOFError:
            return


def _dump(sheet: Sheet, file: IO[bytes]) -> None:
    pickle.dump((sheet.table, sheet.values), file, protocol=5)


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()

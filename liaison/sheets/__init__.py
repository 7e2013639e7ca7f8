"""Reading ledgers: from the bytes of a spreadsheet to typed values with notes. Pure functions, no database.

book = open_workbook(path_or_bytes, filename)
table = read_table(book, "enterprises")
values = parse_table(table, today=today)

``TableSource`` and ``TableParser`` do the same part by part, so that a ledger of any length takes little memory.
"""

from .columns import READERS, TableParser, parse_table
from .finding import heading_rows, look_at_heading
from .kinds import KINDS, Field, Kind
from .table import ONLY_ONE_READ, TableSource, read_table
from .types import (
    Candidate,
    Column,
    DateSpan,
    FileRefused,
    HeadingUnclear,
    Limits,
    Note,
    Parsed,
    Person,
    Table,
    TableRow,
    Units,
    Values,
)
from .workbook import Workbook, open_workbook

__all__ = [
    "KINDS",
    "ONLY_ONE_READ",
    "READERS",
    "Candidate",
    "Column",
    "DateSpan",
    "Field",
    "FileRefused",
    "HeadingUnclear",
    "Kind",
    "Limits",
    "Note",
    "Parsed",
    "Person",
    "Table",
    "TableParser",
    "TableRow",
    "TableSource",
    "Units",
    "Values",
    "Workbook",
    "heading_rows",
    "look_at_heading",
    "open_workbook",
    "parse_table",
    "read_table",
]

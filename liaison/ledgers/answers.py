"""Answers to a preview's questions: the chosen text is put in the cell's place and the row is read again."""

import re
from collections import defaultdict

from django.db.models import Q

from liaison.core.errors import Refused
from liaison.core.text import match_key
from liaison.directory.models import RegionAlias, UnitAlias
from liaison.directory.resolve import UnitResolver
from liaison.enterprises.models import Enterprise, EnterpriseAlias
from liaison.ledgers.kinds.base import Decisions, plain_text
from liaison.ledgers.models import Answer, ImportBatch
from liaison.sheets.types import QUESTION, Table

_SEPARATORS = re.compile(r"([、，,；;\n]+)")


class Answers:
    """What people have answered to the questions of ``batch``."""

    def __init__(self, batch: ImportBatch) -> None:
        self.decisions = Decisions()
        self._picked: dict[int, list[Answer]] = defaultdict(list)
        for answer in Answer.objects.filter(batch=batch) if batch.pk else ():
            if answer.choice == Answer.Choice.SKIP:
                self.decisions.skipped.add(answer.number)
            elif answer.choice == Answer.Choice.KEEP:
                self.decisions.kept.add((answer.number, answer.field))
            else:
                self._picked[answer.number].append(answer)

    def put(self, table: Table) -> None:
        """Put the chosen texts into the cells of ``table``."""
        if not self._picked:
            return
        columns = {column.heading: column.index for column in table.columns}
        for row in table.rows:
            for answer in self._picked.get(row.number, ()):
                if answer.field in columns:
                    _put(row.cells, columns[answer.field], answer)


def _put(cells: list, at: int, answer: Answer) -> None:
    """Put the chosen text in place of what the question was about: a part of the cell, or the whole of it."""
    cell = plain_text(cells[at])
    if answer.value and answer.value in cell:
        cells[at] = cell.replace(answer.value, answer.candidate)
        return
    pieces = _SEPARATORS.split(cell)
    wanted = match_key(answer.value)
    cells[at] = "".join(answer.candidate if match_key(piece) == wanted else piece for piece in pieces)
    if cells[at] == cell:
        cells[at] = answer.candidate


def asked_rows(batch: ImportBatch, column: str, value: str) -> list[int]:
    """Return the rows in which the question about ``value`` under ``column`` is asked."""
    rows = batch.rows.filter(questions__gt=0).order_by("number").values_list("number", "notes")
    return [
        number
        for number, notes in rows
        if any(n["level"] == QUESTION and n["column"] == column and n["value"] == value for n in notes)
    ]


def remember_alias(batch: ImportBatch, column: str, value: str, candidate: str) -> None:
    """Keep ``value`` as another name of what ``candidate`` names, so that nobody is asked again.

    Raises Refused where the column holds nothing that has aliases.
    """
    field = next((name for _, heading, name in batch.headings if heading == column), None)
    units = UnitResolver.load()
    if field in ("lead_org", "support_org"):
        unit = units.resolve(candidate).match
        if unit is not None:
            UnitAlias.objects.get_or_create(unit=unit, key=match_key(value), defaults={"name": value})
            return
    elif field in ("prefecture", "county", "region"):
        region = units.regions.resolve(candidate).match
        if region is not None:
            RegionAlias.objects.get_or_create(region=region, key=match_key(value), defaults={"name": value})
            return
    elif field in ("name", "enterprise", "enterprises"):
        named = Enterprise.objects.filter(Q(uscc=candidate) | Q(name_key=match_key(candidate)))[:2]
        if len(named) == 1:
            EnterpriseAlias.objects.get_or_create(enterprise=named[0], key=match_key(value), defaults={"name": value})
            return
    raise Refused("这一栏的答复不能记为别名，只用于本次导入。")

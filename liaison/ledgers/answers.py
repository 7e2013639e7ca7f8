"""Answers to a preview's questions: the chosen text is put in the cell's place and the row is read again."""

from liaison.ledgers.kinds.base import Decisions
from liaison.ledgers.models import Answer, ImportBatch
from liaison.ledgers.reading.types import Table


def answered(batch: ImportBatch, table: Table) -> Decisions:
    """Put the answers of ``batch`` into the cells of ``table``; return what else was decided."""
    decisions = Decisions()
    answers = list(Answer.objects.filter(batch=batch)) if batch.pk else []
    if not answers:
        return decisions
    places = {row.number: row for row in table.rows}
    columns = {column.heading: column.index for column in table.columns}
    for answer in answers:
        row = places.get(answer.number)
        if row is None:
            continue
        if answer.choice == Answer.Choice.SKIP:
            decisions.skipped.add(answer.number)
        elif answer.choice == Answer.Choice.KEEP:
            decisions.kept.add((answer.number, answer.field))
        elif answer.field in columns:
            _put(row, columns[answer.field], answer)
    return decisions


def _put(row, at: int, answer: Answer) -> None:
    """Put the chosen text in place of what the question was about: a part of the cell, or the whole of it."""
    row.cells = list(row.cells)
    cell = str(row.cells[at])
    row.cells[at] = cell.replace(answer.value, answer.candidate) if answer.value in cell else answer.candidate

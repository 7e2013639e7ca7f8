"""Units that a row names, who leads and who supports: found in the directory, or asked for."""

import datetime as dt

from liaison.directory.models import Region, Unit

from .base import QUESTION, Candidate, Context, RowPlan, Sheet


def units_of_row(
    context: Context, sheet: Sheet, row: RowPlan, place: Region | None, on: dt.date | None = None
) -> tuple[Unit | None, tuple]:
    """Return (lead unit, support units) of ``row``, seen from ``place``, as far as the directory knows them.

    A unit counts that exists on ``on``, the row's own day (else the ledger's), or that exists today.
    """
    on = on or context.effective_on
    named, others = (sheet.column(name)[row.index] for name in ("lead_org", "support_org"))
    if not named and not others:
        return None, ()
    lead = _unit(context, sheet, row, "lead_org", named.lead, place, on) if named and named.lead else None
    support = [_unit(context, sheet, row, "lead_org", text, place, on) for text in (named.support if named else ())]
    support += [_unit(context, sheet, row, "support_org", text, place, on) for text in others or ()]
    return lead, tuple(dict.fromkeys(unit for unit in support if unit is not None and unit != lead))


def _unit(
    context: Context, sheet: Sheet, row: RowPlan, name: str, text: str, place: Region | None, on: dt.date
) -> Unit | None:
    found = context.units.resolve(text, place=place, on=on)
    if found.match is None and on != context.today:
        found = context.units.resolve(text, place=place, on=context.today)
    if found.match is None:
        options = [Candidate(unit.name, unit.name, score) for unit, score in found.candidates]
        former = context.units.out_of_force(text, place, on)
        why = f"{former.standing(on)}，请选择接续的单位" if former else "不在单位名录中，请选择对应的单位"
        message = f"单位“{text}”{why}，或保留原文。"
        row.notes.append(sheet.note(QUESTION, name, row.index, message, options, part=text))
    return found.match

"""Units that a row names, who leads and who supports: found in the directory, or asked for."""

from liaison.directory.models import Region, Unit

from .base import QUESTION, Candidate, Context, RowPlan, Sheet


def units_of_row(context: Context, sheet: Sheet, row: RowPlan, place: Region | None) -> tuple[Unit | None, tuple]:
    """Return (lead unit, support units) of ``row``, seen from ``place``, as far as the directory knows them."""
    named, others = (sheet.column(name)[row.index] for name in ("lead_org", "support_org"))
    if not named and not others:
        return None, ()
    lead = _unit(context, sheet, row, "lead_org", named.lead, place) if named and named.lead else None
    support = [_unit(context, sheet, row, "lead_org", text, place) for text in (named.support if named else ())]
    support += [_unit(context, sheet, row, "support_org", text, place) for text in others or ()]
    return lead, tuple(dict.fromkeys(unit for unit in support if unit is not None and unit != lead))


def _unit(context: Context, sheet: Sheet, row: RowPlan, name: str, text: str, place: Region | None) -> Unit | None:
    found = context.units.resolve(text, place=place)
    if found.match is None:
        options = [Candidate(unit.name, unit.name, score) for unit, score in found.candidates]
        message = f"单位“{text}”不在单位名录中，请选择对应的单位，或保留原文。"
        row.notes.append(sheet.note(QUESTION, name, row.index, message, options, part=text))
    return found.match

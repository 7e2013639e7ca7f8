"""What became of a batch, as the command line says it: in JSON, and in words."""

from liaison.ledgers.models import BatchState, ImportBatch
from liaison.sheets.types import ERROR, QUESTION, WARNING

_COUNTS = ("rows", "new", "changed", "unchanged", "skipped")
_OUTCOMES = (("new", "新增"), ("changed", "变更"), ("unchanged", "无变化"), ("skipped", "跳过"), ("error", "错误"))
Notes = dict[str, list[dict]]


def notes_of(batch: ImportBatch) -> Notes:
    """Return what is stored of a batch's notes, those of the whole first: level → notes, each with its row."""
    notes: Notes = {WARNING: [], QUESTION: [], ERROR: []}
    said = [(None, note) for note in batch.remarks]
    for number, noted in batch.rows.exclude(notes=[]).order_by("number", "id").values_list("number", "notes"):
        said += [(number, note) for note in noted]
    for number, note in said:
        if note["level"] in notes:
            notes[note["level"]].append({**{key: note[key] for key in note if key != "level"}, "row": number})
    if batch.state in (BatchState.REFUSED, BatchState.UNREAD) and batch.message:
        notes[ERROR].append({"row": None, "column": "", "value": "", "message": batch.message})
    return notes


def as_json(batch: ImportBatch, file: str, notes: Notes, *, committed: bool, seconds: float) -> dict:
    return {
        "kind": batch.kind,
        "file": file,
        "sheet": batch.sheet or None,
        "header_row": batch.header_row,
        **{key: batch.counts.get(key, 0) for key in _COUNTS},
        "warnings": notes[WARNING],
        "errors": notes[ERROR],
        "questions": notes[QUESTION],
        "left_out": batch.left_out if committed else 0,
        "committed": committed,
        "batch": batch.pk,
        "seconds": round(seconds, 3),
    }


def refused_as_json(kind: str, file: str, message: str, seconds: float) -> dict:
    batch = ImportBatch(kind=kind)
    refusal = {"row": None, "column": "", "value": "", "message": message}
    notes = {WARNING: [], ERROR: [refusal], QUESTION: []}
    said = as_json(batch, file, notes, committed=False, seconds=seconds)
    del said["left_out"]
    return said


def in_words(batch: ImportBatch, notes: Notes, *, committed: bool) -> list[str]:
    """Return the lines for people: every note, then what came of the rows."""
    lines = []
    for level, word in ((ERROR, "错误"), (QUESTION, "待确认"), (WARNING, "提醒")):
        for note in notes[level]:
            where = f"第 {note['row']} 行" if note["row"] else "全表"
            column = f"“{note['column']}”" if note["column"] else ""
            lines.append(f"{word}：{where}{column} {note['value']} {note['message']}")
    if batch.counts:
        outcome = "、".join(f"{word} {batch.counts[key]}" for key, word in _OUTCOMES)
        written = "已写入" if committed else "未写入"
        where = f"{batch.get_kind_display()}“{batch.sheet}”共 {batch.counts['rows']} 行"
        lines.append(f"{where}：{outcome}。{written}，批次 {batch.pk}")
    return lines

"""Parse one spreadsheet in a process of its own, under limits. Run by path, with -I; imports nothing of the project.

Standard input: one JSON line with the path and the limits. The rows go, in pickled blocks, into the file that the job
names as "spool"; standard output is one JSON object: "sheets" (name, visible, merged ranges, and for each block its
offset in the spool and its number of rows), or "refused".
"""

import json
import pickle
import resource
import sys

BLOCK = 2_000


def main() -> None:
    job = json.loads(sys.stdin.readline())
    for limit, value in ((resource.RLIMIT_AS, job["memory"]), (resource.RLIMIT_CPU, job["seconds"])):
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(parse(job), sys.stdout)


def parse(job: dict) -> dict:
    """Return the facts of the workbook; its rows are in the spool by then."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(job["path"])
    except PasswordError:
        return {"refused": "password"}
    metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > job["sheets"]:
        return {"refused": "sheets", "count": len(metadata)}
    sheets = []
    with open(job["spool"], "wb") as spool:  # noqa: PTH123 - the child imports as little as it can
        for meta in metadata:
            sheet = book.get_sheet_by_name(meta.name)
            rows, columns = sheet.total_height + 1, sheet.total_width + 1
            wide = sheet.width > job["columns"]
            if sheet.height and (rows > job["rows"] or rows * columns > job["cells"] or wide):
                return {
                    "refused": "columns" if wide else "rows",
                    "sheet": meta.name,
                    "count": columns if wide else rows,
                }
            sheets.append(
                {
                    "name": meta.name,
                    "visible": meta.visible == SheetVisibleEnum.Visible,
                    "merged": [(top, left, bottom, right) for (top, left), (bottom, right) in merged_ranges(sheet)],
                    "blocks": list(write(sheet, spool)),
                }
            )
    return {"sheets": sheets}


def merged_ranges(sheet):
    return sheet.merged_cell_ranges or ()


def write(sheet, spool):
    """Write the rows in blocks, each text once a block; yield (offset, number of rows) of each block.

    Rows and columns count as people see them: the parser itself begins with the blank rows above the first filled
    cell, but leaves out the blank columns to its left.
    """
    if not sheet.height:
        return
    left = sheet.start[1]
    known: dict = {}
    block: list = []
    for row in sheet.iter_rows():
        cells = [known.setdefault(c, c) if type(c) is str else float(c) if type(c) is int else c for c in row]
        block.append([""] * left + cells if left else cells)
        if len(block) >= BLOCK:
            yield spool.tell(), len(block)
            pickle.dump(block, spool, protocol=5)
            block, known = [], {}
    if block:
        yield spool.tell(), len(block)
        pickle.dump(block, spool, protocol=5)


main()

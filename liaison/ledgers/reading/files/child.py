"""Parse one spreadsheet in a process of its own, under limits. Run by path, with -I; imports nothing of the project.

Standard input: one JSON line with the path and the limits. Standard output: pickles, first the facts, then for each
sheet its name and chunks of rows, None after the last chunk. A refusal is a dict with "refused".
"""

import datetime
import json
import pickle
import resource
import sys

CHUNK = 2_000


def main() -> None:
    job = json.loads(sys.stdin.readline())
    for limit, value in ((resource.RLIMIT_AS, job["memory"]), (resource.RLIMIT_CPU, job["seconds"])):
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    def send(thing) -> None:
        pickle.dump(thing, sys.stdout.buffer, protocol=5)

    try:
        book = CalamineWorkbook.from_path(job["path"])
    except PasswordError:
        send({"refused": "password"})
        return
    metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > job["sheets"]:
        send({"refused": "sheets", "count": len(metadata)})
        return
    send({"sheets": len(metadata), "python": sys.version_info[:2], "epoch": datetime.date(1970, 1, 1)})
    for meta in metadata:
        sheet = book.get_sheet_by_name(meta.name)
        rows, columns = sheet.total_height + 1, sheet.total_width + 1
        wide = sheet.width > job["columns"]
        if sheet.height and (rows > job["rows"] or rows * columns > job["cells"] or wide):
            send({"refused": "columns" if wide else "rows", "sheet": meta.name, "count": columns if wide else rows})
            return
        merged = [(t, l, b, r) for (t, l), (b, r) in sheet.merged_cell_ranges or ()]  # noqa: E741
        send(
            {
                "name": meta.name,
                "visible": meta.visible == SheetVisibleEnum.Visible,
                "merged": merged,
                "start": sheet.start,
            }
        )
        known: dict = {}
        chunk: list = []
        for row in sheet.iter_rows():
            chunk.append([known.setdefault(c, c) if type(c) is str else float(c) if type(c) is int else c for c in row])
            if len(chunk) >= CHUNK:
                send(chunk)
                chunk, known = [], {}
        send(chunk)
        send(None)


main()

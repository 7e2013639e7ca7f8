"""A laid-out sheet as a file in one of the formats offices send."""

import csv
import datetime as dt
import html
import io
import random
from dataclasses import dataclass, field

import xlsxwriter


@dataclass
class Sheet:
    """Rows of cells being laid out, and merged ranges (top, left, bottom, right) from 0."""

    rows: list[list] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, row: list) -> int:
        self.rows.append(row)
        return len(self.rows) - 1


def as_xlsx(sheet: Sheet, rng: random.Random) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    if rng.random() < 0.2:
        book.add_worksheet("填报说明").write(0, 0, "请如实填报")
    page, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(sheet.rows):
        for c, cell in enumerate(row):
            if isinstance(cell, dt.date):
                page.write_datetime(r, c, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif cell != "":
                page.write(r, c, cell)
    for top, left, bottom, right in sheet.merged:
        if (top, left) != (bottom, right):
            row = sheet.rows[top]
            page.merge_range(top, left, bottom, right, row[left] if left < len(row) else "")
    book.close()
    return out.getvalue()


def as_csv(sheet: Sheet, rng: random.Random) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=rng.choice([",", "\t"])).writerows(sheet.rows)
    return out.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "gb18030"]))


def as_html(sheet: Sheet, rng: random.Random) -> bytes:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    covered = {
        (r, c)
        for top, left, bottom, right in sheet.merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    width = max(map(len, sheet.rows))
    lines = []
    for r, row in enumerate(sheet.rows):
        body = ""
        for c, cell in enumerate([*row, *[""] * (width - len(row))]):
            if (r, c) not in covered:
                down, across = spans.get((r, c), (1, 1))
                text = html.escape(str(cell)).replace("\n", "<br>")
                body += f'<td rowspan="{down}" colspan="{across}">{text}</td>'
        lines.append(f"<tr>{body}</tr>")
    charset = rng.choice(["utf-8", "gbk"])
    page = f'<html><head><meta charset="{charset}"></head><body><table>{"".join(lines)}</table></body></html>'
    return page.encode("gb18030" if charset == "gbk" else charset)


FORMATS = {"xlsx": (as_xlsx, "xlsx"), "csv": (as_csv, "csv"), "html": (as_html, "xls")}

"""Ledgers at random with a known truth: layouts times ways of writing a cell.

    made = make("enterprises", seed)        # made.data, made.filename, made.truth, made.fields

``truth[i][field]`` is what row ``i`` says, as the reader should give it; a cell written doubtfully may instead be
reported. The same seed always makes the same file.
"""

from dataclasses import dataclass

from liaison.sheets.kinds import GROUPS, KINDS

from .generated_files import FORMATS, Sheet
from .truth_repeats import repeat
from .truth_rows import TODAY, RowMaker

__all__ = ["TODAY", "Made", "make"]


@dataclass
class Made:
    """A file and what it says. ``fields`` are in the order of the columns, None for columns no ledger has.

    ``numbers`` are the rows of the sheet, from 1, in which ``truth`` stands; ``height`` is how many rows it has.
    """

    kind: str
    data: bytes
    filename: str
    truth: list[dict]
    fields: list[str | None]
    numbers: list[int]
    height: int
    layout: str = ""


class Maker(RowMaker):
    """Draws one ledger of at most ``most`` rows from a seed."""

    def __init__(self, kind: str, seed: int, most: int) -> None:
        super().__init__(f"{kind}-{seed}")
        self.kind, self.most = kind, most
        self.last_heading = 0
        self.runs: list[list[int]] = []

    def heading(self, name: str) -> str:
        spec = KINDS[self.kind].field(name)
        text = self.pick([*spec.names.split(), *[spec.label] * 3])
        dress = [text] * 4 + [
            " ".join(text),
            f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}",
            f"{text}*",
            f"★{text}",
            self.wide_brackets(text),
        ]
        return self.pick(dress)

    def wide_brackets(self, text: str) -> str:
        return text.replace("(", "（").replace(")", "）")

    def make(self) -> Made:
        drawn = [getattr(self, self.kind)() for _ in range(self.random.randint(1, self.most))]
        if self.kind == "enterprises" and self.format != "csv" and self.chance(0.3):
            self.share_places(drawn)
        repeat(self, drawn)
        groups = [g for g, _ in drawn[0]]
        left_out = {
            f
            for _, cells in drawn[0]
            for f, _, _ in cells
            if not KINDS[self.kind].field(f).required and f not in _KEPT and self.chance(0.1)
        }
        columns = [(g, f) for (g, cells) in drawn[0] for (f, _, _) in cells if f not in left_out]
        truth = [{f: t for _, cells in row for f, t, _ in cells if f not in left_out} for row in drawn]
        written = [[w for _, cells in row for f, _, w in cells if f not in left_out] for row in drawn]
        sheet, two_tiers = Sheet(), self.format != "csv" and self.chance(0.5) and self.kind == "enterprises"
        extra = self.chance(0.3)
        fields: list[str | None] = [None, *(f for _, f in columns), *([None] if extra else [])]
        self.above(sheet, len(fields))
        self.headings(sheet, columns, groups, two_tiers, extra)
        at = self.body(sheet, written, columns, extra)
        self.below(sheet, len(fields), len(truth))
        write, suffix = FORMATS[self.format]
        layout = f"{self.format} {'two tiers' if two_tiers else 'one tier'}"
        filename = f"{KINDS[self.kind].label}2026年.{suffix}"
        numbers = [row + 1 for row in at]
        data = write(sheet, self.random)
        return Made(self.kind, data, filename, truth, fields, numbers, len(sheet.rows), layout)

    def share_places(self, drawn: list) -> None:
        """Let runs of rows share their place, written once in cells merged down."""
        self.runs = []
        for n, row in enumerate(drawn):
            if n and self.chance(0.6):
                row[0] = ("region", [(f, t, "") for f, t, _ in drawn[n - 1][0][1]])
                self.runs[-1][1] = n
            else:
                self.runs.append([n, n])

    def merge_runs(self, sheet: Sheet, at: list[int], columns: list) -> None:
        """Merge the shared places down, where the rows of a run stand together."""
        mine = [i for i, (group, _) in enumerate(columns, 1) if group == "region"]
        for first, last in self.runs:
            for start, end in _together(at[first : last + 1]):
                for column in mine:
                    sheet.rows[start][column] = sheet.rows[at[first]][column]
                    for row in range(start + 1, end + 1):
                        sheet.rows[row][column] = ""
                    sheet.merged.append((start, column, end, column))

    def above(self, sheet: Sheet, width: int) -> None:
        if self.chance(0.3):
            sheet.add([self.pick(["附件2", "附件1："])])
        if self.chance(0.8):
            at = sheet.add([f"吉林省{KINDS[self.kind].label}（2026年）"])
            sheet.merged.append((at, 0, at, width - 1))
        if self.chance(0.5):
            sheet.add(["填报单位（盖章）：省工信厅\u3000填报时间：2026年10月31日\u3000单位：户、万元"])
        if self.chance(0.2):
            sheet.add([])

    def headings(self, sheet: Sheet, columns: list, groups: list, two_tiers: bool, extra: bool) -> None:
        seq = self.pick(["序号", "序 号", "№", "编号"])
        last = ["党组织情况"] if extra else []
        if not two_tiers:
            self.last_heading = sheet.add([seq, *(self.heading(f) for _, f in columns), *last])
            return
        upper, lower = [seq], [""]
        top = len(sheet.rows)
        sheet.merged.append((top, 0, top + 1, 0))
        for group in groups:
            mine = [f for g, f in columns if g == group]
            if mine:
                at = len(upper)
                upper += [self.pick(GROUPS[group].split()[:4]), *[""] * (len(mine) - 1)]
                lower += [self.heading_under(group, f) for f in mine]
                if len(mine) > 1:
                    sheet.merged.append((top, at, top, at + len(mine) - 1))
        sheet.add([*upper, *last])
        self.last_heading = sheet.add([*lower, *[""] * len(last)])
        if last:
            sheet.merged.append((top, len(upper), top + 1, len(upper)))

    def heading_under(self, group: str, name: str) -> str:
        spec = KINDS[self.kind].field(name)
        options = spec.under.get(group, "").split() or [spec.label]
        return self.pick([*options[:3], spec.label])

    def body(self, sheet: Sheet, written: list, columns: list, extra: bool) -> list[int]:
        """Lay out the rows of data, with what stands between them; return where each landed."""
        seq = self.pick(
            [
                lambda n: float(n) if self.format == "xlsx" else str(n),
                lambda n: f"（{n}）",
                lambda n: str(n),
                lambda n: "",
            ]
        )
        grouped = self.chance(0.25)
        at = []
        subtotals = self.chance(0.2)
        for n, cells in enumerate(written, 1):
            if subtotals and n > 1 and n % 5 == 1:
                sheet.add([self.pick(["小计", "小 计"]), *[""] * (len(columns) - 1)])
            if grouped and n in (1, 1 + len(written) // 2):
                sheet.add([self.pick(["一、长春市", "长春市（3户）", "（一）省直"])])
            if self.chance(0.02):
                sheet.add(sheet.rows[self.last_heading][:])
            if self.chance(0.03):
                sheet.add([])
            at.append(sheet.add([seq(n), *cells, *(["有支部"] if extra else [])]))
        self.merge_runs(sheet, at, columns)
        return at

    def below(self, sheet: Sheet, width: int, count: int) -> None:
        if self.chance(0.5):
            unit = {"enterprises": "户", "leaders": "人", "visits": "次", "cases": "件"}[self.kind]
            sheet.add(
                [self.pick(["合计", "合 计", "总计"]), *[""] * (width - 2), f"{count}{unit}"]
                if self.chance(0.3)
                else [self.pick(["合计", "共计"])]
            )
        if self.chance(0.4):
            sheet.add(["注：1.本表由各级联络员填报。2.数据截至2026年10月31日。"])
        if self.chance(0.4):
            sheet.add(["分管领导签字：\u3000\u3000填表人："])


# Fields whose neighbours or whose finding depend on them.
_KEPT = {"leader", "contact", "officer", "uscc", "region", "enterprises", "lead_org", "legal_rep", "address"}


def _together(rows: list[int]) -> list[tuple[int, int]]:
    """Return the (first, last) of each unbroken run of row numbers."""
    runs = [[rows[0], rows[0]]]
    for row in rows[1:]:
        if row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [(first, last) for first, last in runs]


def make(kind: str, seed: int, most: int = 25) -> Made:
    """Return the ledger of ``kind``, of 1 to ``most`` rows, that ``seed`` stands for."""
    return Maker(kind, seed, most).make()

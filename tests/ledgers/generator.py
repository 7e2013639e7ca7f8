"""Ledgers at random with a known truth: layouts times ways of writing a cell.

    made = make("enterprises", seed)        # made.data, made.filename, made.truth, made.fields

``truth[i][field]`` is what row ``i`` says, as the reader should give it; a cell written doubtfully may instead be
reported. The same seed always makes the same file.
"""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from liaison.ledgers.reading.codes import check_character
from liaison.ledgers.reading.kinds import GROUPS, KINDS
from liaison.ledgers.reading.types import DateSpan

from .generated_files import FORMATS, Sheet

TODAY = dt.date(2026, 11, 23)
_FAMILY, _GIVEN = "周薛沈吴唐马岑韦邹孙陶陈傅顾", "晓波茂岩珊心小亚英天羽津博荣康平"
_PLACES = {
    "长春市": ["南关区", "朝阳区", "榆树市", "农安县"],
    "四平市": ["铁西区", "双辽市", "梨树县"],
    "延边朝鲜族自治州": ["延吉市", "图们市", "安图县"],
}
_INDUSTRIES = {"制造业": "C", "农、林、牧、渔业": "A", "批发和零售业": "F", "建筑业": "E", "住宿和餐饮业": "H"}
_PROBLEMS = [
    "流动资金紧张，贷款续贷困难",
    "用工缺口30人",
    "用电增容审批慢",
    "物流成本高",
    "土地证办理历史遗留问题",
    "供热价格偏高",
]
_POSTS = ["副市长", "市委常委", "人大副主任", "副县长", "政协副主席"]
_UNITS = ["省工信厅", "市工信局", "市财政局", "市税务局", "省商务厅", "市人社局"]


@dataclass
class Made:
    """A file and what it says. ``fields`` are in the order of the columns, None for columns no ledger has."""

    kind: str
    data: bytes
    filename: str
    truth: list[dict]
    fields: list[str | None]
    layout: str = ""


class Maker:
    """Draws one ledger from a seed."""

    def __init__(self, kind: str, seed: int) -> None:
        self.kind, self.random = kind, random.Random(f"{kind}-{seed}")
        self.pick = self.random.choice
        self.format = self.random.choices(["xlsx", "csv", "html"], [8, 2, 1])[0]
        self.last_heading = 0
        self.runs: list[list[int]] = []

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # What is true --------------------------------------------------------------------------------------------------

    def person(self) -> str:
        return self.pick(_FAMILY) + "示" + self.pick(_GIVEN)

    def company(self) -> str:
        middle = "".join(self.random.sample("禾龙川腾众固达谷恒明帆白嘉山永丰纳泰松德东金祥昌诚科能聚启", 3))
        place = self.pick(["长春市", "吉林省", "吉林", "四平", "延吉市", "梨树县"])
        trade = self.pick(["装备制造", "信息技术", "人参", "农业", "建设工程", "汽车零部件", "医药"])
        return (
            place
            + middle
            + trade
            + self.pick(["有限公司", "有限责任公司", "（集团）有限公司", "股份有限公司", "集团有限公司"])
        )

    def uscc(self) -> str:
        body = f"91{self.pick(['220102', '220322', '222401'])}" + "".join(
            self.random.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9)
        )
        return body + check_character(body)

    def mobile(self) -> str:
        return f"1{self.pick('3578')}{self.random.randrange(10**9):09d}"

    def day(self, last: dt.date = TODAY) -> DateSpan:
        day = dt.date(2026, 1, 1) + dt.timedelta(self.random.randrange((last - dt.date(2026, 1, 1)).days + 1))
        return DateSpan(day, day)

    def several(self, make, most: int) -> list:
        return list(dict.fromkeys(make() for _ in range(self.random.randint(1, most))))

    # How it is written ---------------------------------------------------------------------------------------------

    def wide(self, text: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

    def write_text(self, text: str) -> str:
        return self.pick([text, text, f"{text} ", f"\u3000{text}"])

    def write_name(self, name: str) -> str:
        forms = [
            name,
            name,
            name.replace("（", "(").replace("）", ")"),
            f"{name} ",
            f"{name}。",
            f"{name[:5]}\n{name[5:]}",
            f"{name[:3]} {name[3:]}",
        ]
        return self.pick(forms)

    def write_person(self, name: str) -> str:
        return self.pick([name, name, f"{name[0]} {name[1:]}", f"{name[0]}\u3000{name[1:]}", f" {name}"])

    def write_people(self, names: list[str]) -> str:
        return self.pick(["、", "，", "\n", "；", " ", "/"]).join(names)

    def write_uscc(self, code: str) -> str:
        return self.pick(
            [code, code, code.lower(), f" {code}", f"'{code}", f"{code[:8]} {code[8:]}", self.wide(code), f"{code}\n"]
        )

    def write_phone(self, number: str):
        forms = [
            number,
            number,
            f"{number[:3]} {number[3:7]} {number[7:]}",
            self.wide(number),
            f"{number}\u3000",
            f"+86{number}",
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"张示某{number}",
        ]
        return self.pick([float(number), *forms] if self.format == "xlsx" else forms)

    def write_day(self, span: DateSpan):
        d = span.first
        exact = [
            f"{d.year}.{d.month}.{d.day}",
            f"{d:%Y.%m.%d}.",
            d.isoformat(),
            f"{d.year}/{d.month}/{d.day}",
            f"{d.year}年{d.month}月{d.day}日",
            f"{d:%Y%m%d}",
            self.wide(d.isoformat()),
            f"{d.isoformat()} 0:00:00",
            _chinese(d),
        ]
        doubtful = [
            f"{d.month}月{d.day}日",
            f"{d.year}年{d.month}月",
            f"{d.year}.{d.month}.{d.day}、{d.year}.{d.month}.{d.day}",
            "2026.2.30",
            f"{d:%y}.{d.month}.{d.day}",
        ]
        if self.chance(0.08):
            return self.pick(doubtful)
        return self.pick([d, float((d - dt.date(1899, 12, 30)).days), *exact] if self.format == "xlsx" else exact)

    def write_amount(self, amount: Decimal):
        forms = [f"{amount:f}", f"{amount:,f}", self.wide(f"{amount:f}"), f"{amount:f}万元"]
        if self.chance(0.05):
            return self.pick([f"约{amount:f}", f"{amount / 10000:f}亿元", f"{amount:f}-{amount + 5:f}", "停产", "#N/A"])
        return self.pick([float(amount), float(amount), *forms] if self.format == "xlsx" else forms)

    def write_count(self, count: int):
        forms = [str(count), f"{count}人", f"{count:,}", self.wide(str(count))]
        return self.pick([float(count), *forms] if self.format == "xlsx" else forms)

    def write_problems(self, problems: list[str]) -> str:
        if not problems:
            return self.pick(["无", "暂无", "／", "—", "无诉求", "暂无问题"])
        if len(problems) == 1:
            return self.pick([problems[0], f"1.{problems[0]}"])
        number, end = self.pick(["{}.", "{}、", "（{}）", "({})"]), self.pick(["；", "\n", "。"])
        return end.join(number.format(n) + p for n, p in enumerate(problems, 1))

    def write_companies(self, names: list[str]) -> str:
        separator = self.pick(["、", "；", "\n", "，", "；\n"])
        numbered = self.chance(0.2)
        return separator.join((f"{n}." if numbered else "") + name for n, name in enumerate(names, 1))

    def write_yes_no(self, value: bool | None) -> str:
        return {True: self.pick(["是", "√", "有", "Y", "1"]), False: self.pick(["否", "×", "无", "N", "0"]), None: ""}[
            value
        ]

    # The four kinds: groups of columns, each a list of (field, truth, how it is written) ---------------------------

    def enterprises(self) -> list:
        place = self.pick(list(_PLACES))
        size = self.pick([("大型", "L"), ("中", "M"), ("小型企业", "S"), ("微型", "XS")])
        level = self.pick(
            [("省级", "province"), ("市级", "prefecture"), ("市（州）级", "prefecture"), ("县级", "county")]
        )
        srdi = self.pick(
            [("无", ""), ("—", ""), ("专精特新中小企业", "provincial"), ("专精特新“小巨人”", "little_giant")]
        )
        industry, yes = self.pick(list(_INDUSTRIES)), self.pick([True, False, None])
        amount = Decimal(self.random.randrange(100, 9_999_999)) / 100
        officer, phone = [self.person()], self.mobile()
        return [
            ("region", [("prefecture", place, place), ("county", c := self.pick(_PLACES[place]), c)]),
            (
                "enterprise",
                [
                    ("name", n := self.company(), self.write_name(n)),
                    ("uscc", u := self.uscc(), self.write_uscc(u)),
                    ("industry", _INDUSTRIES[industry], industry),
                    ("size", size[1], size[0]),
                    ("above_scale", yes, self.write_yes_no(yes)),
                    ("srdi", srdi[1], srdi[0]),
                    ("output", amount, self.write_amount(amount)),
                    ("employees", e := self.random.randrange(5, 3000), self.write_count(e)),
                    ("legal_rep", p := self.person(), self.write_person(p)),
                    ("address", a := f"解放大街{self.random.randrange(1, 999)}号", self.write_text(a)),
                ],
            ),
            (
                "contact",
                [
                    ("contact", p := self.person(), self.write_person(p)),
                    ("phone", m := self.mobile(), self.write_phone(m)),
                ],
            ),
            (
                "leader",
                [
                    ("leader", [p := self.person()], self.write_person(p)),
                    ("leader_post", t := self.pick(_POSTS), t),
                    ("leader_level", level[1], level[0]),
                ],
            ),
            (
                "officer",
                [
                    ("officer", officer, self.write_person(officer[0])),
                    ("officer_phone", phone, self.write_phone(phone)),
                ],
            ),
        ]

    def leaders(self) -> list:
        regions = self.random.sample(list(_PLACES), self.random.choice([1, 1, 2]))
        officer, phone = self.person(), self.mobile()
        both = officer + self.pick([" ", "", "：", "\n"]) + phone
        support = self.random.sample(_UNITS, self.random.randint(0, 3))
        return [
            (
                "leader",
                [("leader", [p := self.person()], self.write_person(p)), ("leader_post", t := self.pick(_POSTS), t)],
            ),
            ("region", [("region", regions, self.pick(["、", "\n"]).join(regions))]),
            ("enterprise", [("enterprises", names := self.several(self.company, 6), self.write_companies(names))]),
            ("lead_org", [("lead_org", (u := self.pick(_UNITS), ()), u)]),
            ("support_org", [("support_org", support, self.pick(["、", "\n", "，"]).join(support))]),
            ("officer", [("officer_contact", (officer, phone), both)]),
        ]

    def visits(self) -> list:
        method = self.pick(
            [
                ("实地走访", "onsite"),
                ("座谈会", "symposium"),
                ("现场办公", "office"),
                ("电话沟通", "phone"),
                ("调研", "research"),
            ]
        )
        problems = self.random.sample(_PROBLEMS, self.random.choice([0, 0, 1, 2, 3]))
        companions = self.several(self.person, 3)
        state, done = self.pick(["生产经营正常", "订单充足"]), self.pick(["已现场答复", "转相关部门办理"])
        return [
            ("when", [("date", d := self.day(), self.write_day(d))]),
            ("leader", [("leader", [p := self.person()], self.write_person(p))]),
            ("with", [("companions", companions, self.write_people(companions))]),
            ("enterprise", [("enterprises", names := self.several(self.company, 2), self.write_companies(names))]),
            ("how", [("method", method[1], method[0]), ("condition", state, self.write_text(state))]),
            (
                "what",
                [("problems", problems, self.write_problems(problems)), ("resolved", done, self.write_text(done))],
            ),
        ]

    def cases(self) -> list:
        status = self.pick(
            [
                ("已办结", ("closed", "")),
                ("√", ("closed", "")),
                ("已解决", ("closed", "A")),
                ("正在办理", ("handling", "")),
                ("长期坚持", ("tracking", "B")),
                ("否", ("handling", "")),
            ]
        )
        rating = self.pick(
            [("非常满意", 5), ("满意", 4), ("基本满意", 3), ("不满意", 2), ("一般", 3), ("较满意", None), ("", None)]
        )
        source = self.pick(
            [("领导走访", "visit"), ("座谈会", "symposium"), ("12345转办", "12345"), ("商会协会", "association")]
        )
        support = self.random.sample(_UNITS, self.random.randint(0, 2))
        name, place, category = self.company(), self.pick(_PLACES["长春市"]), self.pick(["融资", "用工", "水电气"])
        raised, given, due, closed = (self.day() for _ in range(4))
        progress = self.pick(["已答复企业", "正在推进"])
        return [
            ("enterprise", [("enterprise", name, self.write_name(name)), ("region", place, place)]),
            (
                "in",
                [
                    ("reported_on", raised, self.write_day(raised)),
                    ("source", source[1], source[0]),
                    ("category", category, category),
                ],
            ),
            ("what", [("content", t := self.pick(_PROBLEMS), self.write_text(t))]),
            ("lead_org", [("lead_org", (u := self.pick(_UNITS), ()), u)]),
            ("support_org", [("support_org", support, "、".join(support))]),
            ("dates", [("assigned_on", given, self.write_day(given)), ("due_on", due, self.write_day(due))]),
            ("how", [("progress", progress, self.write_text(progress)), ("status", status[1], status[0])]),
            ("out", [("closed_on", closed, self.write_day(closed)), ("rating", rating[1], rating[0])]),
        ]

    # The layout ----------------------------------------------------------------------------------------------------

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
        drawn = [getattr(self, self.kind)() for _ in range(self.random.randint(1, 25))]
        if self.kind == "enterprises" and self.format != "csv" and self.chance(0.3):
            self.share_places(drawn)
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
        self.body(sheet, written, columns, extra)
        self.below(sheet, len(fields), len(truth))
        write, suffix = FORMATS[self.format]
        layout = f"{self.format} {'two tiers' if two_tiers else 'one tier'}"
        filename = f"{KINDS[self.kind].label}2026年.{suffix}"
        return Made(self.kind, write(sheet, self.random), filename, truth, fields, layout)

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

    def body(self, sheet: Sheet, written: list, columns: list, extra: bool) -> None:
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


def _chinese(day: dt.date) -> str:
    digits = "〇一二三四五六七八九"

    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        return (digits[tens] if tens > 1 else "") * (tens > 0) + "十" * (tens > 0) + (digits[ones] if ones else "")

    return "".join(digits[int(c)] for c in str(day.year)) + f"年{number(day.month)}月{number(day.day)}日"


def make(kind: str, seed: int) -> Made:
    """Return the ledger of ``kind`` that ``seed`` stands for."""
    return Maker(kind, seed).make()

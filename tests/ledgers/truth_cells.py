"""How offices write one true value into a cell: widths, spaces, signs, and now and then doubtfully."""

import datetime as dt
import random
from decimal import Decimal

from liaison.sheets.types import DateSpan


class Writer:
    """Writes values into cells, drawing the way of writing from ``random``; ``format`` is the file's."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.pick = self.random.choice
        self.format = self.random.choices(["xlsx", "csv", "html"], [8, 2, 1])[0]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

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
        if span.precision != "day":
            return self.pick(_PERIODS[span.precision]).format(a=span.first, b=span.last)
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
            f"{d.year}.{d.month}.{d.day}、{d.year}.{d.month}.{d.day}",
            "2026.2.30",
            f"{d:%y}.{d.month}.{d.day}",
        ]
        if self.chance(0.05):
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


# How days on end and months are written; ``a`` is the first day, ``b`` the last.
_PERIODS = {
    "month": ["{a.year}年{a.month}月", "{a.year}.{a.month:02}", "{a.year}-{a.month:02}"],
    "range": ["{a:%Y.%m.%d}-{b:%Y.%m.%d}", "{a.year}年{a.month}月{a.day}日至{b.day}日", "{a:%Y-%m-%d}至{b:%Y-%m-%d}"],
}


def _chinese(day: dt.date) -> str:
    digits = "〇一二三四五六七八九"

    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        return (digits[tens] if tens > 1 else "") * (tens > 0) + "十" * (tens > 0) + (digits[ones] if ones else "")

    return "".join(digits[int(c)] for c in str(day.year)) + f"年{number(day.month)}月{number(day.day)}日"

"""A small province, and spreadsheets made on the spot."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from liaison.ledgers import services

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
HEADINGS = [
    "序号", "市（州）", "县（市、区）", "企业名称", "统一社会信用代码", "企业规模", "是否规上", "上年产值（万元）",
    "企业联系人", "联系电话", "联系领导", "领导职务", "层级", "联络员", "联络员电话",
]  # fmt: skip
# Valid codes, so that a test changes one thing at a time.
CODES = ["91220102MAETEATQX3", "91220102MA62RPBCFR", "91220102MA3EB5NP16", "91220102MAF9E8890F", "91220102MAGTAFAK1X"]


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def workbook(*rows, title: str = "联系企业台账") -> bytes:
    """Return an xlsx with a title row and ``rows`` below it (the first one being the headings)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_string(0, 0, title)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def enterprise_row(n: int, **changes) -> list:
    """Return one complete row under ``HEADINGS``; ``changes`` are heading → cell."""
    name = f"长春示例{'甲乙丙丁戊'[n - 1]}{n}号机械有限公司"
    cells = [
        n, "长春市", "南关区", name, CODES[n - 1], "中型", "是", 1200.5, "孙示亚", f"1348154052{n}",
        "周示晓", "副区长", "县级", "陈示胜", "13933996752",
    ]  # fmt: skip
    row = dict(zip(HEADINGS, cells, strict=True))
    return list((row | changes).values())


def enterprises(*rows) -> bytes:
    return workbook(HEADINGS, *(rows or [enterprise_row(1), enterprise_row(2)]))


NOW = dt.datetime(2026, 6, 24, 0, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 6, 24)


def preview(content: bytes, kind: str = "enterprises", by=None, name: str = "台账.xlsx", **options) -> services.Result:
    return services.upload(kind=kind, name=name, content=content, by=by, now=NOW, today=TODAY, **options)


def bring_in(content: bytes, kind: str = "enterprises", by=None, partial: bool = False, **options) -> services.Result:
    return services.import_at_once(
        kind=kind, name="台账.xlsx", content=content, by=by, now=NOW, today=TODAY, partial=partial, **options
    )


def counts(result: services.Result) -> dict:
    """Return the counts that are not zero, rows apart."""
    kept = ("new", "changed", "unchanged", "skipped", "error")
    return {key: result.batch.counts[key] for key in kept if result.batch.counts[key]}


def messages(result: services.Result, level: str = "error") -> str:
    return "\n".join(
        f"{note['row']}|{note['column']}|{note['value']}|{note['message']}" for note in result.report.notes[level]
    )

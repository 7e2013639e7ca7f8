"""Import of the sample ledger: ours beside stock ModelResources through the admin's two steps.

CPU seconds count Python and, on PostgreSQL, this connection's backend; ours are medians of five, stock runs once.
Run by ``python -m benchmarks`` or alone: ``python -m benchmarks imports``.
"""

import io
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks._apart import in_own_process

DEMO = Path(__file__).resolve().parent.parent / "fixtures" / "demo"
LEDGER = DEMO / "联系企业台账.xlsx"


def run() -> list[dict]:
    """Return one entry a measurement: name, ours, stock (CPU seconds), ratio, SQL statements."""
    from django.core.management import call_command

    with _scratch_database():
        call_command("load_reference", verbosity=0)
        return [*_against_stock(), *_growth()]


def _against_stock() -> list[dict]:
    from django.test.utils import override_settings

    from benchmarks import stock as stock_admin

    content = LEDGER.read_bytes()
    sheet = _clean_sheet(content)
    ours = _median(lambda: _ours(content), before=_empty)
    again = _median(lambda: _ours(content))
    _empty()
    _ours(content)
    written = _written()
    floor = _median(lambda: _floor(content, written), before=_empty)
    _empty()
    stock_admin.take_over()
    with override_settings(ROOT_URLCONF="benchmarks.stock_urls", DATA_UPLOAD_MAX_NUMBER_FIELDS=None, DEBUG=False):
        stock = _measure(lambda: _stock(sheet))
        stock_again = _measure(lambda: _stock(sheet))
    _empty()
    return [
        _entry("import 2,263 rows x 20 columns, preview + commit", ours, stock, at_least=60),
        _entry("the same file again, unchanged", again, stock_again, at_least=150),
        {
            **_entry("ours over parse + raw insert", ours, floor),
            "at_most": 4,
            "ratio": round(ours["cpu"] / floor["cpu"], 2),
        },
    ]


def _growth() -> list[dict]:
    """Cost of 10,000 and of 100,000 rows, each in a process of its own; linear growth is a ratio near 10."""
    small, large = (_alone(rows) for rows in (10_000, 100_000))
    return [
        {"name": "import 10,000 rows", **small},
        {
            "name": "import 100,000 rows",
            **large,
            "growth": round(large["ours"] / small["ours"], 1),
            "at_most_mib": 400,
        },
    ]


def _alone(rows: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        path.write_bytes(_large(rows))
        measured = in_own_process("imports", str(path))
    _empty()
    return measured


def measure(path: Path) -> dict:
    """Import ``path`` and return what it took: CPU seconds, SQL statements, MiB of this process and its parser."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    connection.ensure_connection()
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder), _Peak() as peak:
        took = _measure(lambda: _ours(path.read_bytes()))
    return {"ours": round(took["cpu"], 2), "sql": took["sql"], "idle_mib": peak.before, "peak_mib": peak.highest}


class _Peak:
    """The most memory (MiB, resident) that this process and its children held together at any look, every 20 ms."""

    def __enter__(self) -> "_Peak":
        self.before = self.highest = self._now()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *exception) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.highest = max(self.highest, self._now())

    @staticmethod
    def _now() -> int:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        pages = 0
        for pid in ("self", *children):
            with suppress(OSError, ValueError):
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024**2


def _median(job: Callable[[], None], before: Callable[[], None] = lambda: None) -> dict:
    """Return the median of five measurements, each after ``before``; one more beforehand warms up."""
    found = []
    for _ in range(6):
        before()
        found.append(_measure(job))
    return sorted(found[1:], key=lambda measured: measured["cpu"])[2]


def _entry(name: str, ours: dict, stock: dict, at_least: int | None = None) -> dict:
    entry = {"name": name, "ours": round(ours["cpu"], 3), "stock": round(stock["cpu"], 2)}
    entry |= {"ratio": round(stock["cpu"] / ours["cpu"], 1), "sql": ours["sql"], "stock_sql": stock["sql"]}
    return entry | ({"at_least": at_least} if at_least else {})


def _measure(job: Callable[[], None]) -> dict:
    """Return CPU seconds of Python and backend, and the number of SQL statements."""
    from django.db import connection

    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    before, started = _backend_cpu(pid), time.process_time()
    with connection.execute_wrapper(count):
        job()
    return {"cpu": time.process_time() - started + _backend_cpu(pid) - before, "sql": statements}


def _backend_cpu(pid: int | None) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ours(content: bytes) -> None:
    from liaison.core import clock
    from liaison.ledgers import services

    now, today = clock.now(), clock.today()
    result = services.upload(kind="enterprises", name="台账.xlsx", content=content, by=None, now=now, today=today)
    services.claim(batch_id=result.batch.pk, now=now)
    committed = services.commit(batch_id=result.batch.pk, now=now, today=today)
    assert committed and committed.committed, "the benchmark's own ledger must come in"


def _floor(content: bytes, written: dict[str, tuple[list[str], list[tuple]]]) -> None:
    """Parse the file and write ready-made rows into the same tables: what nothing can be below."""
    from django.db import transaction

    from liaison.ledgers import writing
    from liaison.sheets import open_workbook

    assert open_workbook(content, "台账.xlsx").sheets[0].rows
    with transaction.atomic():
        for table, (columns, rows) in written.items():
            writing._fill(table, columns, rows)


def _written() -> dict[str, tuple[list[str], list[tuple]]]:
    """Return what an import has written: table → (columns, rows), tables that others refer to first."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for model in reversed(_tables()):
            columns = [field.column for field in model._meta.local_concrete_fields]
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            found[model._meta.db_table] = (columns, cursor.fetchall())
    return {table: filled for table, filled in found.items() if filled[1]}


def _stock(table: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from liaison.directory.models import User

    client = Client()
    user, _ = User.objects.get_or_create(
        username="bench", defaults={"name": "测试", "is_staff": True, "is_superuser": True}
    )
    client.force_login(user)
    file = SimpleUploadedFile("ledger.xlsx", table)
    page = client.post("/admin/enterprises/enterprise/import/", {"import_file": file, "format": "0", "resource": "0"})
    confirm = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    done = client.post("/admin/enterprises/enterprise/process_import/", confirm)
    assert done.status_code == 302, "stock import must succeed too"


def _clean_sheet(content: bytes) -> bytes:
    """Return the ledger as the stock importer needs it: one heading row, canonical values."""
    import datetime as dt

    import xlsxwriter

    from benchmarks.stock import HEADINGS
    from liaison.directory.models import Level
    from liaison.directory.resolve import RegionResolver
    from liaison.enterprises.choices import IndustrySection, Size, SrdiLevel
    from liaison.sheets import open_workbook, parse_table, read_table

    table = read_table(open_workbook(content, "台账.xlsx"), "enterprises")
    values = parse_table(table, today=dt.date(2026, 11, 1)).columns
    regions = RegionResolver.load()
    words = {**dict(IndustrySection.choices), **dict(Size.choices), **dict(SrdiLevel.choices), **dict(Level.choices)}
    out = io.BytesIO()
    more = ["市（州）", "企业联系人", "联系电话", "联系领导", "领导职务", "层级", "联络员", "联络员电话"]
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*HEADINGS.values(), *more])
    for i in range(len(table.rows)):
        value = {name: column[i] for name, column in values.items()}
        region = _region(regions, value)
        sheet.write_row(
            i + 1,
            0,
            [
                value["name"], value["uscc"], region.name, words.get(value["industry"], ""), value["products"],
                words.get(value["size"], ""), {True: "是", False: "否"}.get(value["above_scale"], ""),
                words.get(value["srdi"], ""), round(value["output"], 2) if value["output"] else "",
                value["employees"], value["legal_rep"], value["address"], value["note"] or "",
                region.parent.name, value["contact"], value["phone"], value["leader"][0].name, value["leader_post"],
                words[value["leader_level"]], value["officer"][0].name, value["officer_phone"],
            ],
        )  # fmt: skip
    book.close()
    return out.getvalue()


def _region(regions, value: dict):
    within = regions.resolve(value["prefecture"] or "", within=regions.province).match
    return regions.resolve(value["county"] or "", within=within).match if within else regions.province


def _large(rows: int) -> bytes:
    """Return an xlsx of ``rows`` enterprises: the sample's rows over and over under other names and codes."""
    import xlsxwriter

    from liaison.sheets import open_workbook

    source = open_workbook(LEDGER.read_bytes(), "台账.xlsx").sheets[0].rows
    data = source[4:-3]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        for at, row in enumerate([*source[2:4]]):
            sheet.write_row(at, 0, row)
        for n in range(rows):
            row = list(data[n % len(data)])
            row[3], row[4] = f"{row[3]}{n}", _code(n)
            sheet.write_row(n + 2, 0, row)
    return out.getvalue()


def _code(n: int) -> str:
    from stdnum.cn import uscc

    body = f"91220102MB{n:07d}"
    return body + uscc.calc_check_digit(body)


def _tables() -> list:
    """Return the models that an import writes, with their history; what refers to others comes first."""
    from liaison.assignments.models import Assignment, PendingLink
    from liaison.directory.models import Leader, Tenure, User
    from liaison.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseContact
    from liaison.ledgers.models import ImportBatch, ImportEffect, ImportRow

    models = [ImportEffect, ImportRow, ImportBatch, Assignment.support_units.through, PendingLink, Assignment]
    models += [EnterpriseContact, EnterpriseAlias, Enterprise, Tenure, Leader, User]
    return [table for model in models for table in (*_history(model), model)]


def _history(model) -> list:
    return [model.history.model] if hasattr(model, "history") else []


def _empty() -> None:
    """Take away what a measurement wrote; reference data stays."""
    from django.contrib.admin.models import LogEntry

    for model in (LogEntry, *_tables()):
        model._base_manager.all()._raw_delete("default")


@contextmanager
def _scratch_database():
    """A database and a folder of its own, taken away afterwards."""
    from django.db import connection
    from django.test.utils import override_settings

    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))

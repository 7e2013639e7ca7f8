"""Export of the enterprise ledger: ours beside a stock ModelResource, each in a process of its own.

CPU seconds are those of the exporting process (a database server's are its own). Memory is that of the whole process,
as Linux counts it (VmHWM), beside what the same process holds once Django is set up and nothing has been asked of it.
"""

import datetime as dt
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._apart import in_own_process, memory

TODAY = dt.date(2026, 6, 24)
SIZES = (22_630, 226_300)
STOCK_SIZE = SIZES[0]


def run() -> list[dict]:
    """Return one entry an export: records, CPU seconds, peak and growth of memory in MiB; ratios at one size."""
    _seed(max(SIZES))
    try:
        small, large = (in_own_process("exports", "ours", str(size)) for size in SIZES)
        stock = in_own_process("exports", "stock", str(STOCK_SIZE))
    finally:
        _empty()
    return [
        _entry("ours", small)
        | {
            "stock / ours CPU": round(stock["cpu"] / small["cpu"], 1),
            "stock / ours growth": round(stock["growth"] / small["growth"], 1),
        },
        _entry("ours", large),
        _entry("stock", stock),
    ]


def _entry(name: str, measured: dict) -> dict:
    return {
        "work": f"{name}, {measured['records']:,} enterprises",
        "rows": measured["rows"],
        "CPU s": round(measured["cpu"], 1),
        "idle MiB": round(measured["idle"], 1),
        "peak MiB": round(measured["peak"], 1),
        "growth MiB": round(measured["growth"], 1),
    }


# --- in the exporting process ----------------------------------------------------------------------


def measure(name: str, size: int) -> dict:
    """Export the first ``size`` enterprises and return what it took; the process must have done nothing before.

    Ours runs as an office has it: openpyxl and greenlet come with the tools of the tests only, and would be loaded too.
    """
    import django

    if name == "ours":
        sys.modules |= dict.fromkeys(("openpyxl", "greenlet"))

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    idle, started = memory("VmRSS"), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        rows = {"ours": _ours, "stock": _stock}[name](size, Path(folder) / "台账.xlsx")
    cpu, peak = time.process_time() - started, memory("VmHWM")
    return {"records": size, "rows": rows, "cpu": cpu, "idle": idle, "peak": peak, "growth": peak - idle}


def _ours(size: int, out: Path) -> int:
    from liaison.enterprises.models import Enterprise
    from liaison.ledgers.exporting import export

    first = Enterprise.objects.filter(pk__lt=_first_id() + size)
    return export("enterprises", out, user=None, today=TODAY, queryset=first)


def _stock(size: int, out: Path) -> int:
    from benchmarks.stock_export import EnterpriseResource
    from liaison.enterprises.models import Enterprise

    table = EnterpriseResource().export(queryset=Enterprise.objects.filter(pk__lt=_first_id() + size).order_by("id"))
    out.write_bytes(table.xlsx)
    return len(table)


def _first_id() -> int:
    from django.db.models import Min

    from liaison.enterprises.models import Enterprise

    return Enterprise.objects.aggregate(first=Min("pk"))["first"]


# --- what is exported ------------------------------------------------------------------------------


def _seed(size: int) -> None:
    """Write ``size`` enterprises, each with a contact, a leader in office and an officer, by set."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from liaison.assignments.models import Assignment
    from liaison.directory.models import Leader, Level, Region, Role, Tenure, User
    from liaison.enterprises.models import Enterprise, EnterpriseContact
    from liaison.ledgers import writing

    call_command("load_reference", verbosity=0)
    now = timezone.now()
    with transaction.atomic():
        counties = list(Region.objects.filter(is_statutory=True, level=Level.COUNTY).order_by("code"))
        leaders = Leader.objects.bulk_create(
            Leader(name=f"周示{n}", level=Level.COUNTY, region=county, rank_order=n)
            for county in counties
            for n in range(1, 10)
        )
        Tenure.objects.bulk_create(Tenure(leader=leader, title="副县（市、区）长") for leader in leaders)
        officers = User.objects.bulk_create(
            User(username=f"export{n}", name=f"陈示{n}", phone=f"1393399{n:04d}", role=Role.OFFICER)
            for n in range(len(leaders))
        )
        ids = writing.allocate_ids(Enterprise, size)
        people = [(leader.pk, leader.region_id, officers[n].pk) for n, leader in enumerate(leaders)]
        chosen = [people[n % len(people)] for n in range(size)]
        columns = (
            "id", "region_id", "name", "name_key", "pinyin", "uscc", "industry_section", "products", "size",
            "is_above_scale", "annual_output", "employees", "legal_representative", "address",
        )  # fmt: skip
        names = [f"吉林省示例装备制造第{n}有限公司" for n in range(size)]
        enterprises = [
            (
                pk, region, name, name, "jlssl", f"91220000MB{n:08d}", "C", "汽车零部件、机械配件", "M", n % 3 == 0,
                f"{n % 90_000}.50", 5 + n % 3_000, f"孙示{n % 97}", f"吉林省长春市示例大街{n}号",
            )
            for n, (pk, name, (_, region, _)) in enumerate(zip(ids, names, chosen, strict=True))
        ]  # fmt: skip
        writing.insert(Enterprise, columns, enterprises, now=now)
        columns = ("enterprise_id", "name", "phone", "is_primary")
        contacts = [(pk, f"王示{n % 89}", f"138{n:08d}", True) for n, pk in enumerate(ids)]
        writing.insert(EnterpriseContact, columns, contacts, now=now)
        columns = ("enterprise_id", "leader_id", "level", "officer_id")
        links = [
            (pk, leader, Level.COUNTY.value, officer) for pk, (leader, _, officer) in zip(ids, chosen, strict=True)
        ]
        writing.insert(Assignment, columns, links, now=now)


def _empty() -> None:
    """Take away what was seeded, by table; reference data stays."""
    from liaison.assignments.models import Assignment
    from liaison.directory.models import Leader, Tenure, User
    from liaison.enterprises.models import Enterprise, EnterpriseContact

    for model in (Assignment, EnterpriseContact, Enterprise, Tenure, Leader, User):
        model._base_manager.all()._raw_delete("default")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.stdout.write(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))

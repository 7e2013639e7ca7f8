import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from liaison.assignments.models import Assignment
from liaison.directory.models import Region, Role, User
from liaison.enterprises.models import Enterprise
from liaison.ledgers.exporting import export, write_template
from liaison.ledgers.models import Kind
from liaison.sheets import open_workbook, parse_table, read_table

from .conftest import TODAY, bring_in, counts, enterprise_row, enterprises
from .test_samples import SAMPLES, run

pytestmark = pytest.mark.django_db


def cells(out: BytesIO, sheet: int = 0) -> list[list]:
    book = CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def test_what_is_exported_comes_in_again_as_unchanged(reference, tmp_path):
    for kind, name, _ in SAMPLES:
        run(kind, name)
    for kind, _, rows in SAMPLES:
        path = tmp_path / f"{kind}.xlsx"
        call_command("export_ledger", kind, str(path), stdout=StringIO())
        assert run(kind, path)["unchanged"] == rows


def test_text_that_looks_like_a_formula_stays_text_both_ways(nanguan):
    bring_in(enterprises(enterprise_row(1)))
    Enterprise.objects.update(address='=HYPERLINK("http://x","y")', note="+1", products="@SUM(A1)")
    out = BytesIO()
    export(Kind.ENTERPRISES, out, user=None, today=TODAY)

    assert b"<f>" not in _sheet_xml(out)
    row = next(row for row in cells(out) if "91220102MAETEATQX3" in row)
    assert '=HYPERLINK("http://x","y")' in row and "+1" in row and "@SUM(A1)" in row
    assert counts(bring_in(out.getvalue())) == {"unchanged": 1}


def _sheet_xml(out: BytesIO) -> bytes:
    import zipfile

    with zipfile.ZipFile(BytesIO(out.getvalue())) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_only_what_the_user_may_see_goes_out(nanguan, jilin_city):
    bring_in(enterprises())
    elsewhere = User.objects.create_user(username="jl", name="吉示林", role=Role.COORDINATOR, region=jilin_city)
    here = User.objects.create_user(username="cc", name="长示春", role=Role.COORDINATOR, region=nanguan)

    assert export(Kind.ENTERPRISES, BytesIO(), user=elsewhere, today=TODAY) == 0
    assert export(Kind.ENTERPRISES, BytesIO(), user=here, today=TODAY) == 2


def test_statements_grow_by_blocks_not_by_rows(nanguan, django_assert_max_num_queries):
    bring_in(enterprises(*(enterprise_row(n) for n in range(1, 6))))
    with django_assert_max_num_queries(6):
        export(Kind.ENTERPRISES, BytesIO(), user=None, today=TODAY)


@pytest.mark.parametrize(
    ("start", "end", "is_in_force"),
    [(None, None, True), (None, 1, True), (None, 0, True), (None, -1, False), (0, None, True), (1, None, False)],
)
def test_links_in_force_today_go_out_and_no_others(nanguan, start, end, is_in_force):
    """``start`` and ``end`` are days from today; both are days in force."""
    bring_in(enterprises(enterprise_row(1)))
    first, last = (TODAY + dt.timedelta(days=days) if days is not None else None for days in (start, end))
    Assignment.objects.update(start_on=first, end_on=last)

    for kind, told in ((Kind.ENTERPRISES, "周示晓"), (Kind.LEADERS, Enterprise.objects.get().name)):
        out = BytesIO()
        assert export(kind, out, user=None, today=TODAY) == 1
        assert any(told in str(cell) for row in cells(out) for cell in row[4:]) == is_in_force, kind


@pytest.mark.parametrize("kind", Kind.values)
def test_a_blank_template_is_read_as_the_ledger_it_is_for(kind):
    out = BytesIO()
    write_template(kind, out, today=TODAY)
    table = read_table(open_workbook(out.getvalue(), "模板.xlsx"), kind)
    values = parse_table(table, today=TODAY)

    assert len(table.rows) == 1, "the example row"
    assert not [note for notes in values.notes.values() for note in notes if note.level == "error"]
    assert any("填表说明" in str(cell) for row in cells(out, 1) for cell in row)


def test_regions_of_zones_and_province_have_their_place(province):
    assert Region.objects.count() == 1
    assert export(Kind.ENTERPRISES, BytesIO(), user=None, today=TODAY) == 0

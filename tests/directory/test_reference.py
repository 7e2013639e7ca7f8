import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from liaison.core.models import CalendarOverride
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Level, Region, Unit, UnitAlias


def test_all_statutory_divisions_are_there(reference):
    in_force = Region.objects.filter(is_statutory=True, successor=None)
    assert in_force.filter(level=Level.PREFECTURE).count() == 9
    assert in_force.filter(level=Level.COUNTY).count() == 60
    assert in_force.count() == 70


def test_internal_codes_cannot_be_taken_for_gb_codes(reference):
    assert all(r.code.startswith("JL-") for r in Region.objects.filter(is_statutory=False))


@pytest.mark.parametrize(
    ("code", "prefecture", "reports_as"),
    [
        ("220102", "220100", "220100"),
        ("220581", "220500", "220581"),
        ("JL-MHXQ", "220500", "220581"),
        ("JL-CBS-CB", "JL-CBS", "JL-CBS"),
        ("JL-CCXQ", "220100", "220100"),
        ("222426", "222400", "222400"),
        ("220300", "220300", "220300"),
    ],
)
def test_where_a_region_belongs_and_where_it_reports(reference, code, prefecture, reports_as):
    region = Region.objects.get(code=code)
    assert (region.prefecture.code, region.reporting_unit.code) == (prefecture, reports_as)
    assert region.lineage.startswith("220000/")
    assert region.lineage.endswith(f"{code}/")


def test_the_reporting_units_are_a_setting(reference, settings):
    settings.LIAISON_REPORTING_UNITS = [code for code in settings.LIAISON_REPORTING_UNITS if code != "220581"]
    call_command("load_reference", verbosity=0)
    assert Region.objects.get(code="220581").reporting_unit.code == "220500"


def test_loading_again_changes_nothing(reference, capsys):
    call_command("load_reference")
    said = capsys.readouterr().out
    assert "地区：新增 0 条，更新 0 条，未变 86 条" in said
    assert "更新 0 条" in said
    assert said.count("新增 0 条") == len(said.splitlines())


def test_loading_mends_facts_and_leaves_what_an_office_added(reference):
    Unit.objects.filter(code="220100-gongxin").update(name="写错的名称", phone="0431-1234")
    own = Unit.objects.create(
        code="220100-own",
        name="本地专班",
        short_name="专班",
        level="prefecture",
        region=Region.objects.get(code="220100"),
    )
    UnitAlias.objects.create(unit=own, name="专班办")
    call_command("load_reference", verbosity=0)
    unit = Unit.objects.get(code="220100-gongxin")
    assert (unit.name, unit.phone) == ("长春市工业和信息化局", "0431-1234")
    assert own.aliases.count() == 1


def test_a_calendar_day_changed_by_the_office_stays(reference, capsys):
    CalendarOverride.objects.filter(date=dt.date(2026, 10, 10)).update(is_workday=False)
    call_command("load_reference")
    assert not CalendarOverride.objects.get(date=dt.date(2026, 10, 10)).is_workday
    assert "保留本单位修改 1 条" in capsys.readouterr().out


def test_the_calendar_file_agrees_with_the_package(reference):
    plain, loaded = WorkCalendar(), WorkCalendar.load()
    first = dt.date(2018, 1, 1)
    days = [first + dt.timedelta(n) for n in range((dt.date(2027, 1, 1) - first).days)]
    assert [day for day in days if plain.is_workday(day) != loaded.is_workday(day)] == []


def test_each_prefecture_and_county_has_a_coordinating_office(reference):
    offices = Unit.objects.filter(kind="coordinating", region__is_statutory=True)
    assert offices.count() == 70


def test_workday_command_prints_the_date(db, capsys):
    call_command("workday", "2020-06-24", "5")
    assert capsys.readouterr().out.strip() == "2020-07-02"


def test_workday_command_warns_of_a_year_without_calendar(db, capsys):
    call_command("workday", "2026-12-31", "3")
    said = capsys.readouterr()
    assert said.out.strip() == "2027-01-06"
    assert "2027年" in said.err


@pytest.mark.parametrize(("date", "n"), [("6月24日", "5"), ("2026-02-30", "5"), ("2026-06-24", "五"), ("", "")])
def test_workday_command_refuses_in_chinese(db, date, n):
    with pytest.raises(CommandError, match="请写成") as refused:
        call_command("workday", date, n)
    assert refused.value.returncode == 2

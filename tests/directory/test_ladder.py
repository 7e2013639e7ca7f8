"""One ladder for scope, parties and figures: ``reporting_parent or parent``. The statutory one is information."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from liaison.cases.choices import Source
from liaison.cases.models import Case, Category
from liaison.cases.parties import Party, parties_of
from liaison.cases.services import file_case
from liaison.directory.models import Level, Region, Role, User
from liaison.directory.resolve import RegionResolver
from liaison.directory.services import rebuild_regions
from liaison.enterprises.models import Enterprise
from tests.pages import text_of

UNITS = ["220100", "220200", "220300", "220400", "220500", "220581", "220600", "220700", "220800", "222400", "JL-CBS"]


def place(code: str) -> Region:
    return Region.objects.get(code=code)


def person(role: Role, code: str) -> User:
    return User.objects.create_user(username=f"{role}-{code}", name="示例", role=role, region=place(code))


@pytest.mark.parametrize(
    ("code", "lineage"),
    [
        ("220581", "220000/220581/"),
        ("JL-MHXQ", "220000/220581/JL-MHXQ/"),
        ("220521", "220000/220500/220521/"),
        ("JL-CBS-CX", "220000/JL-CBS/JL-CBS-CX/"),
        ("JL-CCXQ", "220000/220100/JL-CCXQ/"),
    ],
)
def test_the_lineage_climbs_to_where_a_place_answers(reference, code, lineage):
    assert place(code).lineage == lineage


def test_eleven_units_report_to_the_province_and_everything_lies_in_one_of_them(reference):
    assert list(Region.objects.reporting_units().order_by("code").values_list("code", flat=True)) == UNITS
    below = Region.objects.exclude(level=Level.PROVINCE)
    assert all(region.lineage.startswith(region.reporting_unit.lineage) for region in below)


def test_a_place_that_an_office_lets_report_elsewhere_moves_with_all_below_it(reference):
    Region.objects.filter(code="220184").update(reporting_parent=place("220000"))
    below = Region.objects.create(code="JL-FJT", name="范家屯", level=Level.TOWNSHIP, parent=place("220184"))
    rebuild_regions()
    below.refresh_from_db()
    assert below.lineage == "220000/220184/JL-FJT/"
    assert (below.reporting_unit.code, below.prefecture.code) == ("220184", "220100")


def test_the_last_release_is_brought_onto_the_ladder_and_back(reference):
    now = list(Region.objects.order_by("code").values_list("code", "lineage", "reporting_unit"))
    migration = importlib.import_module("liaison.directory.migrations.0003_one_ladder")
    migration.climb_by_statute(apps, None)
    assert place("JL-MHXQ").lineage == "220000/220500/220581/JL-MHXQ/"
    Region.objects.filter(code="JL-MHXQ").update(reporting_parent=place("220000"))
    migration.climb_the_ladder(apps, None)
    assert list(Region.objects.order_by("code").values_list("code", "lineage", "reporting_unit")) == now


@pytest.mark.parametrize("home", ["220500", "220581", "220000"])
def test_who_sees_and_decides_in_meihekou(reference, now, home):
    enterprise = Enterprise.objects.create(name="梅河口示例有限公司", region=place("220581"))
    filer = User.objects.create_user(username="filer", name="赵示协", role=Role.COORDINATOR, region=place("220000"))
    facts = {"content": "贷款难", "category": Category.objects.get(code="01"), "source": Source.VISIT}
    case = file_case(by=filer, now=now, enterprise=enterprise, **facts)
    theirs = home != "220500"
    office, overseer = person(Role.COORDINATOR, home), person(Role.SUPERVISOR, home)
    for user in (office, overseer):
        assert Case.objects.visible_to(user).exists() is theirs
        assert Enterprise.objects.visible_to(user).exists() is theirs
    assert (Party.OFFICE in parties_of(case, office)) is theirs
    assert (Party.SUPERVISOR in parties_of(case, overseer)) is theirs


@pytest.mark.parametrize(
    ("above", "name", "code"),
    [
        ("通化市", "梅河口市", "220581"),
        ("通化", "梅河新区", "JL-MHXQ"),
        ("梅河口市", "梅河新区", "JL-MHXQ"),
        ("吉林省", "梅河口", "220581"),
        ("长白山", "池西区", "JL-CBS-CX"),
    ],
)
def test_a_place_written_under_its_statutory_superior_is_found(reference, above, name, code):
    regions = RegionResolver.load()
    within = regions.resolve(above).match or regions.resolve(above, within=regions.province).match
    assert regions.resolve(name, within=within).match.code == code


def test_a_region_page_says_where_it_is_counted_and_what_the_statute_says(reference, client, admin_account):
    client.force_login(admin_account)
    shown = text_of(client.get(reverse("admin:directory_region_change", args=[place("220581").pk])))
    assert "吉林省 › 梅河口市" in shown
    assert "吉林省 › 通化市 › 梅河口市" in shown


def test_a_region_cannot_stand_below_itself(reference):
    region = place("220100")
    for above in (region, place("220102")):
        for field in ("parent", "reporting_parent"):
            with pytest.raises(ValidationError, match="不能选择长春市自己"):
                Region(pk=region.pk, name=region.name, lineage=region.lineage, **{field: above}).clean()

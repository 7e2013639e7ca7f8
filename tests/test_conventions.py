"""What holds for every room, so that a new one cannot forget it."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders
from django.core.checks import run_checks

from liaison.core.admin import LiaisonModelAdmin, ScopedMixin
from liaison.core.rooms import Permits, handed_in
from liaison.directory.models import Role

# From the bottom up: a relation may point to its own room or to one further left (docs/architecture.md).
ROOMS = [name.removeprefix("liaison.") for name in settings.INSTALLED_APPS if name.startswith("liaison.")]
ROOT = Path(settings.BASE_DIR)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _models() -> list:
    """Every model of ours, the historical ones left aside (they copy their model)."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("liaison.") and not model.__name__.startswith("Historical")
    ]


def _admins() -> list:
    return list(admin.site._registry.values())


def _label(each) -> str:
    return getattr(each, "_meta", getattr(each, "opts", None)).label


@pytest.mark.parametrize("model", _models(), ids=_label)
def test_models_and_fields_have_chinese_names(model):
    names = {
        model._meta.label: model._meta.verbose_name,
        f"{model._meta.label} (plural)": model._meta.verbose_name_plural,
    }
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        if not field.primary_key:
            names[str(field)] = field.verbose_name
        for _, choice in field.flatchoices:
            names[f"{field} choice {choice}"] = choice
    english = {where: str(name) for where, name in names.items() if not CHINESE.search(str(name))}
    assert not english


@pytest.mark.parametrize("model", _models(), ids=_label)
def test_blanks_stand_in_the_same_place_on_every_database(model):
    """PostgreSQL puts them last, SQLite first, unless the order says where."""
    blank = {field.name for field in model._meta.concrete_fields if field.null}
    unsaid = [by for by in model._meta.ordering if isinstance(by, str) and by.lstrip("-") in blank]
    assert not unsaid


def test_the_order_of_rooms_is_the_one_that_imports_keep():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each.get("containers") == ["liaison"]]
    assert [name for name in layers[::-1] if name != "sheets"] == ROOMS  # sheets has no records, so it is no app


def test_rooms_have_chinese_names():
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("liaison.")]
    assert [room.label for room in rooms] == ROOMS
    assert all(CHINESE.search(str(room.verbose_name)) for room in rooms)


@pytest.mark.parametrize("model", _models(), ids=_label)
def test_no_relation_points_up_the_list_of_rooms(model):
    height = ROOMS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        target = getattr(field, "remote_field", None) and not field.auto_created and field.related_model
        if target and target.__module__.startswith("liaison."):
            assert ROOMS.index(target._meta.app_label) <= height, f"{field} points up"


@pytest.mark.parametrize("model", _models(), ids=_label)
def test_nothing_records_where_people_are_or_scores_them(model):
    """Relief, not formalism: no check-in by position, no compulsory photo, no points for log-ins."""
    english = re.compile(r"gps|latitude|longitude|geo_|check_?in|clock_?in|credits|score_points|login_count", re.I)
    chinese = re.compile(r"打卡|签到|积分|定位|经度|纬度|登录次数")
    for field in model._meta.fields:
        assert not english.search(field.name), field
        assert not chinese.search(str(field.verbose_name)), field


@pytest.mark.parametrize("model_admin", _admins(), ids=_label)
def test_every_page_of_the_admin_is_scoped(model_admin):
    assert isinstance(model_admin, LiaisonModelAdmin), "derive from liaison.core.admin.LiaisonModelAdmin"
    assert all(issubclass(inline, ScopedMixin) for inline in model_admin.inlines)
    assert not model_admin.list_editable, "edits in a list bypass the edit lock"
    assert not model_admin.date_hierarchy, "it scans the table: filter by a range on an indexed column"


def test_every_model_with_a_page_tells_who_may_see_its_rows():
    assert not [model_admin for model_admin in _admins() if not hasattr(model_admin.model.objects.all(), "visible_to")]


@pytest.mark.django_db
def test_permissions_of_the_roles_exist():
    known = {
        f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    for permits in handed_in(Permits):
        assert permits.roles <= set(Role.values)
        assert set(permits.permissions) <= known, f"{permits.roles}: {sorted(set(permits.permissions) - known)}"


@pytest.mark.django_db
def test_the_checks_are_silent():
    assert run_checks() == []


def _own_files(*suffixes: str) -> list[Path]:
    return [path for path in sorted((ROOT / "liaison").rglob("*")) if path.suffix in suffixes]


@pytest.mark.parametrize("path", _own_files(".html", ".css", ".js"), ids=lambda path: str(path.relative_to(ROOT)))
def test_our_pages_load_nothing_from_outside(path):
    loads = re.compile(
        r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import\s|fetch\(\s*["']https?:"""
    )
    assert not loads.search(path.read_text())


def test_the_themes_fonts_and_icons_are_shipped():
    """The icons are a font; from a font CDN they would show as English words in an office without internet."""
    for name in ("unfold/fonts/inter/styles.css", "unfold/fonts/material-symbols/styles.css", "unfold/css/styles.css"):
        path = Path(finders.find(name))
        for reference in re.findall(r"url\(([^)]+)\)", path.read_text()):
            target = reference.strip("'\"")
            assert target.startswith("data:") or (path.parent / target.split("?")[0].split("#")[0]).exists(), reference


@pytest.mark.parametrize("path", _own_files(".py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_business_flow_uses_no_signals(path):
    if "migrations" not in path.parts:
        assert not re.search(r"\b(pre|post)_(save|delete)\b|m2m_changed", path.read_text())

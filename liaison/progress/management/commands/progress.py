"""``manage.py progress``: the home page's figures, from the same functions."""

import json

from django.core.management.base import BaseCommand, CommandError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.progress.cuts import KINDS
from liaison.progress.figures import count, share
from liaison.progress.indicators import INDICATORS, Scope
from liaison.progress.periods import Period
from liaison.progress.tables import Row, kind_of_place, table

BY = ("leader", "region", "lead", "unit", "industry", "level")


class Command(BaseCommand):
    help = "联系、走访、跟进和诉求的进展数字，与首页同一口径。"

    def add_arguments(self, parser):
        parser.add_argument("--period", default="", help="时段，例如 2026、2026-Q3、2026-09、2026-W37；默认本季度")
        parser.add_argument(
            "--by", choices=BY, help="按领导、地区、牵头部门（lead）、诉求主办单位（unit）、行业或层级分列"
        )
        parser.add_argument("--user", default="", help="按哪个用户（用户名）的查看范围统计；默认全省")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出")

    def handle(self, *args, **options):
        today = clock.today()
        try:
            period = Period.parse(options["period"]) if options["period"] else Period.quarter_of(today)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=2) from refusal
        scope = Scope(_user(options["user"]), period, today)
        figures = {key: count(key, scope).value for key in INDICATORS}
        rows = table(_kind(options["by"], scope.user), scope) if options["by"] else []
        if options["as_json"]:
            self.stdout.write(json.dumps(_as_json(scope, figures, options["by"], rows), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_text(scope, figures, rows)))


def _user(username: str) -> User:
    """Return the person of that name, or one who sees the whole province."""
    if not username:
        return User(is_superuser=True, is_active=True)
    user = User.objects.select_related("region").filter(username=username).first()
    if user is None:
        raise CommandError(f"没有用户名为“{username}”的用户，请核对。", returncode=2)
    return user


def _kind(by: str, user: User):
    return kind_of_place(user) if by == "region" else KINDS[by]


def _as_json(scope: Scope, figures: dict[str, int], by: str | None, rows: list[Row]) -> dict:
    return {
        "period": scope.period.code,
        "first": scope.period.first.isoformat(),
        "last": scope.period.last.isoformat(),
        "cutoff": scope.cutoff.isoformat(),
        "figures": {**figures, "coverage": share(figures["visited"], figures["during"])},
        "formulas": {key: indicator.formula for key, indicator in INDICATORS.items()},
        "by": by,
        "rows": [
            {
                "value": row.value,
                "title": row.title,
                "note": row.note,
                **{key: figure.value for key, figure in row.figures.items()},
                "coverage": row.coverage,
            }
            for row in rows
        ],
    }


def _as_text(scope: Scope, figures: dict[str, int], rows: list[Row]) -> list[str]:
    lines = [f"{scope.period.title}（{scope.period.first} 至 {scope.period.last}），截止 {scope.cutoff}"]
    for key, indicator in INDICATORS.items():
        lines.append(f"  {indicator.title}：{figures[key]} {indicator.unit}")
    lines.append(f"  走访覆盖率：{_percent(share(figures['visited'], figures['during']))}")
    for row in rows:
        numbers = "，".join(
            f"{figure.title} {figure.value} {figure.unit}" for key, figure in row.figures.items() if key != "during"
        )
        covered = f"，覆盖率 {_percent(row.coverage)}" if "during" in row.figures else ""
        lines.append(f"{row.title}{f'（{row.note}）' if row.note else ''}：{numbers}{covered}")
    return lines


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}%"

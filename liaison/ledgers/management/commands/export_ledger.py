"""``manage.py export_ledger KIND OUT.xlsx``: what import reads, as the office writes it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from liaison.core import clock
from liaison.directory.models import User
from liaison.ledgers.exporting import export
from liaison.ledgers.models import Kind


class Command(BaseCommand):
    help = "导出台账，格式与导入相同。"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=Kind.values)
        parser.add_argument("out", type=Path)
        parser.add_argument("--user", default="", help="只导出该用户能看到的内容（用户名）")

    def handle(self, *, kind, out, user, **options):
        viewer = User.objects.filter(username=user, is_active=True).first() if user else None
        if user and viewer is None:
            raise CommandError(f"没有用户 {user}。", returncode=2)
        try:
            rows = export(kind, out, user=viewer, today=clock.today())
        except OSError as error:
            raise CommandError(f"不能写入 {out}：请检查路径和权限。") from error
        self.stdout.write(f"{Kind(kind).label}：{rows} 行，已写入 {out}。")

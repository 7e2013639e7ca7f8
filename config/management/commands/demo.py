"""``manage.py demo``: on an empty database, the sample ledgers and one account for each role."""

import io

from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import transaction

from config import demo
from liaison.core import clock
from liaison.enterprises.models import Enterprise


class Command(BaseCommand):
    help = "数据库为空时装入演示台账并建立演示账号；已有数据时什么也不改，只列出演示账号"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="不列出演示账号")

    def handle(self, *args, quiet: bool, **options) -> None:
        if not Enterprise.objects.exists():
            # All or nothing: a demonstration broken off half-way starts again from nothing.
            with transaction.atomic():
                for kind, path in demo.ledgers():
                    self.bring_in(kind, path)
                demo.open_accounts(now=clock.now(), today=clock.today())
        if not quiet:
            self.stdout.write("\n".join(demo.account_list()))

    def bring_in(self, kind: str, path) -> None:
        """Import one ledger as an office would: preview, then commit; rows in doubt stay out and are counted."""
        self.stdout.write(f"▸ 导入演示台账 {path.stem}… importing {kind}")
        self.stdout.flush()
        told = io.StringIO()
        try:
            with transaction.atomic():
                call_command("import_ledger", kind, str(path), commit=True, partial=True, stdout=told, stderr=told)
        except (CommandError, SystemExit) as error:
            raise CommandError(f"演示台账 {path.name} 没有导入：{told.getvalue().strip() or error}") from None

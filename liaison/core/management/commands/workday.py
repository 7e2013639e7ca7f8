import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from liaison.core.errors import Refused
from liaison.core.text import half_width
from liaison.core.workdays import WorkCalendar


class Command(BaseCommand):
    help = "推算某日之后（N 为负时，之前）第 N 个工作日；次日起算，节假日与调休计算在内。"

    def add_arguments(self, parser):
        # Optional for argparse, because it would say what is missing in English.
        parser.add_argument("date", metavar="DATE", nargs="?", default="", help="起始日期，例如 2026-06-24")
        parser.add_argument("n", metavar="N", nargs="?", default="", help="工作日天数，例如 5 或 -5")

    def handle(self, *args, **options):
        start, n = _date(options["date"]), _number(options["n"])
        calendar = WorkCalendar.load()
        try:
            due = calendar.add(start, n)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=2) from refusal
        if warning := calendar.warning(start, due):
            self.stderr.write(warning)
        self.stdout.write(due.isoformat())


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(half_width(text).strip())
    except ValueError:
        raise CommandError(f"日期“{text}”无法识别，请写成 2026-06-24 这样的形式。", returncode=2) from None


def _number(text: str) -> int:
    try:
        return int(half_width(text))
    except ValueError:
        raise CommandError(f"天数“{text}”不是整数，请写成 5 或 -5 这样的数字。", returncode=2) from None

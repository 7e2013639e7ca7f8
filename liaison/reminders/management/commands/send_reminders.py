import datetime as dt
import json
from functools import partial

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from liaison.core import clock
from liaison.reminders.delivery import send_emails
from liaison.reminders.services import send_reminders

LABELS = {"due": "到期事项", "created": "新建提醒", "sent": "送达", "failed": "失败", "suppressed": "无需重复"}


class Command(BaseCommand):
    help = "检查到期事项，生成提醒并送达；与每个工作日 08:30 自动运行的是同一功能，重复运行不会重复提醒"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="ISO", help="按这一时刻检查，例如 2026-06-24 或 2026-06-24T08:30")
        parser.add_argument("--dry-run", action="store_true", help="只统计，不生成也不发送")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args, **options) -> None:
        now = _moment(options["at"]) if options["at"] else clock.now()
        post = partial(send_emails, clock=lambda: now) if options["at"] else partial(send_emails, clock=clock.now)
        outcome = send_reminders(now=now, post=post, dry_run=options["dry_run"]).as_dict()
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        else:
            self.stdout.write("，".join(f"{label} {outcome[key]}" for key, label in LABELS.items()))


def _moment(text: str) -> dt.datetime:
    """Return ``text`` as an aware moment; a bare day means 08:30, a bare time the office's zone."""
    try:
        moment = parse_datetime(text)
        if moment is None or len(text) <= len("2026-06-24"):
            day = parse_date(text)
            moment = dt.datetime.combine(day, dt.time(8, 30)) if day else None
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"--at “{text}”不是日期时间，写法如 2026-06-24T08:30。", returncode=2)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

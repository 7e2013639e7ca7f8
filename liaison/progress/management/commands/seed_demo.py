import time

from django.core.management.base import BaseCommand, CommandError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.progress.seeding import seed_demo


class Command(BaseCommand):
    help = "批量生成演示数据（虚构），用于演示和性能测试。"

    def add_arguments(self, parser):
        parser.add_argument("--enterprises", type=int, default=2263, help="企业户数，默认 2263")
        parser.add_argument("--seed", type=int, default=1, help="随机种子；同一种子生成同样的数据")

    def handle(self, *args, **options):
        if options["enterprises"] < 1:
            raise CommandError("企业户数应为正整数。", returncode=2)
        started = time.monotonic()
        try:
            counted = seed_demo(
                enterprises=options["enterprises"], seed=options["seed"], now=clock.now(), today=clock.today()
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{counted}，用时 {time.monotonic() - started:.1f} 秒。")

"""``manage.py serve``: the whole product in one terminal; Ctrl-C stops all of it."""

import os

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from config.demo import account_list
from config.processes import AlreadyRunning, GaveUp, PortTaken, ProductProcesses, Stopped


class Command(BaseCommand):
    help = "启动网页、后台任务和定时任务（未设置 REDIS_URL 时连同自带的消息服务）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="数据库为空时装入演示数据并建立演示账号")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args, demo: bool, port: int, **options) -> None:
        try:
            with ProductProcesses(port=port) as product:
                call_command("setup", stdout=self.stdout)
                if demo:
                    call_command("demo", quiet=True, stdout=self.stdout)
                product.run(on_ready=self.greet)
        except Stopped:
            self.stdout.write("已停止。")
        except (AlreadyRunning, PortTaken, GaveUp) as error:
            raise CommandError(str(error)) from None

    def greet(self, address: str) -> None:
        """Tell the person at the terminal where to go; demo accounts are named where there are any."""
        lines = ["", f"联系企业工作台已启动：{address}", *account_list(), "按 Ctrl-C 停止。"]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

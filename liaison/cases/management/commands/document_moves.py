from django.core.management.base import BaseCommand

from liaison.cases import handbook


class Command(BaseCommand):
    help = "按 moves 里的操作表重写 docs/cases.md 里的状态与操作表。"

    def handle(self, *args, **options):
        handbook.write()
        self.stdout.write("docs/cases.md 已更新。")

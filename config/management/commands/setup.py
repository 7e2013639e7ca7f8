"""``manage.py setup``: bring database, static files and reference data up to this version; safe to run again."""

from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    help = "建库或升级数据库，整理静态文件，装入基础数据"

    def handle(self, *args, **options) -> None:
        self.say("▸ 更新数据库结构… migrating")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("▸ 整理页面资源… collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.say("▸ 装入地区、单位、日历等基础数据… loading reference data")
        call_command("load_reference", verbosity=0)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

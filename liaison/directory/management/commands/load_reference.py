from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from liaison.core.calendar_changes import said_to
from liaison.core.rooms import ReferenceData, handed_in


class Command(BaseCommand):
    help = "载入并更新基础数据（地区、单位、类别、节假日），可重复执行，不删除本单位增加的内容。"

    @transaction.atomic
    def handle(self, *args, **options):
        for data in handed_in(ReferenceData):
            loaded = data.load(settings.BASE_DIR / "fixtures")
            if options["verbosity"]:
                self.stdout.write(str(loaded))
        if options["verbosity"]:
            for said in said_to():
                self.stdout.write(said.text)

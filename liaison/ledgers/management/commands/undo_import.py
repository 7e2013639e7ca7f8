"""``manage.py undo_import BATCH``: take a committed batch back, or say which rows were touched since."""

import json

from django.core.management.base import BaseCommand

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers import undoing
from liaison.ledgers.models import ImportBatch


class Command(BaseCommand):
    help = "撤销一次导入；导入之后有记录被改动的，列出这些行，什么也不改。"

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int)
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出结果")

    def handle(self, *, batch, as_json, **options):
        outcome = {"batch": batch, "undone": False, "records": 0, "touched": [], "message": ""}
        try:
            outcome["records"] = undoing.undo(batch_id=batch, by=None, now=clock.now())
            outcome["undone"] = True
        except ImportBatch.DoesNotExist:
            outcome["message"] = f"没有编号为 {batch} 的导入批次。"
        except Refused as refusal:
            outcome["message"] = refusal.message
            outcome["touched"] = [{"row": row, "message": words} for row, words in getattr(refusal, "records", [])]
        if as_json:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        elif outcome["undone"]:
            self.stdout.write(f"批次 {batch} 已撤销，{outcome['records']} 条记录恢复到导入之前。")
        else:
            self.stderr.write(outcome["message"])
        if not outcome["undone"]:
            raise SystemExit(1)

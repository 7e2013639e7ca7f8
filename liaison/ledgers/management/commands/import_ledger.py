"""``manage.py import_ledger KIND FILE``: the same import as the page, for people who script it."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import services
from liaison.ledgers.error_book import write_error_book
from liaison.ledgers.kinds import PLANNERS
from liaison.ledgers.models import Kind
from liaison.ledgers.reading.types import ERROR, QUESTION, WARNING

_OUTCOMES = (("new", "新增"), ("changed", "变更"), ("unchanged", "无变化"), ("skipped", "跳过"), ("error", "错误"))


# Exit status of an import that was written but for rows nobody could settle, where the caller had not allowed for that.
LEFT_OUT = 3


class Command(BaseCommand):
    help = "导入台账：预览；加 --commit 写入。"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[kind for kind in Kind.values if kind in PLANNERS])
        parser.add_argument("file")
        parser.add_argument("--commit", action="store_true", help="写入（不加则只预览）")
        parser.add_argument("--partial", action="store_true", help="有错误的行除外，其余照写")
        parser.add_argument("--sheet", default="", help="工作表名称")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="把有错误和待确认的行写成可修改后重新导入的工作簿")
        parser.add_argument("--user", default="", help="以哪个用户的身份导入（用户名）")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出结果")

    def handle(self, *, kind, file, commit, partial, sheet, errors, user, as_json, **options):
        started = time.monotonic()
        try:
            result = self._run(kind, Path(file), commit, partial, sheet, self._user(user))
        except Refused as refusal:
            self._say_refused(kind, file, refusal.message, as_json, time.monotonic() - started)
            raise SystemExit(1) from refusal
        if errors:
            write_error_book(result.batch, Path(errors))
        self._say(result, file, as_json, time.monotonic() - started)
        if commit and not result.committed:
            raise SystemExit(1)
        if result.committed and result.batch.left_out and not partial:
            raise SystemExit(LEFT_OUT)

    def _run(self, kind, path: Path, commit: bool, partial: bool, sheet: str, by: User | None) -> services.Result:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refused(f"读不到文件 {path}：请检查路径和读取权限。") from error
        common = {
            "kind": kind,
            "name": path.name,
            "content": content,
            "by": by,
            "now": clock.now(),
            "today": clock.today(),
            "sheet": sheet,
        }
        if commit:
            return services.import_at_once(**common, partial=partial)
        return services.upload(**common)

    @staticmethod
    def _user(username: str) -> User | None:
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有用户 {username}。", returncode=2)
        return user

    def _say_refused(self, kind, file, message: str, as_json: bool, seconds: float) -> None:
        if not as_json:
            self.stderr.write(message)
            return
        refusal = {"row": None, "column": "", "value": "", "message": message}
        empty = {"kind": kind, "file": str(file), "sheet": None, "header_row": None, "rows": 0}
        counts = dict.fromkeys(("new", "changed", "unchanged", "skipped"), 0)
        rest = {"warnings": [], "errors": [refusal], "questions": [], "committed": False, "batch": None}
        self._dump({**empty, **counts, **rest, "seconds": round(seconds, 3)})

    def _say(self, result: services.Result, file, as_json: bool, seconds: float) -> None:
        batch, counts, notes = result.batch, result.batch.counts, result.report.notes
        if as_json:
            self._dump(
                {
                    "kind": batch.kind,
                    "file": str(file),
                    "sheet": batch.sheet,
                    "header_row": batch.header_row,
                    **{key: counts[key] for key in ("rows", "new", "changed", "unchanged", "skipped")},
                    "warnings": notes[WARNING],
                    "errors": notes[ERROR],
                    "questions": notes[QUESTION],
                    "left_out": batch.left_out if result.committed else 0,
                    "committed": result.committed,
                    "batch": batch.pk,
                    "seconds": round(seconds, 3),
                }
            )
            return
        for level, word in ((ERROR, "错误"), (QUESTION, "待确认"), (WARNING, "提醒")):
            for note in notes[level]:
                where = f"第 {note['row']} 行" if note["row"] else "全表"
                column = f"“{note['column']}”" if note["column"] else ""
                self.stdout.write(f"{word}：{where}{column} {note['value']} {note['message']}")
        outcome = "、".join(f"{word} {counts[key]}" for key, word in _OUTCOMES)
        written = "已写入" if result.committed else "未写入"
        where = f"{batch.get_kind_display()}“{batch.sheet}”共 {counts['rows']} 行"
        self.stdout.write(f"{where}：{outcome}。{written}，批次 {batch.pk}，用时 {seconds:.1f} 秒。")
        if result.committed and batch.left_out:
            self.stderr.write(f"注意：有 {batch.left_out} 行没有写入（错误、待确认或跳过），改好后请再导入一次。")

    def _dump(self, data: dict) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, default=str))

"""``manage.py import_ledger KIND FILE_DIR_OR_ZIP``: the same import as the page, for people who script it.

A folder, and a .zip of spreadsheets, come in as one group: all or nothing, and the JSON is a list.
"""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.directory.models import User
from liaison.ledgers import bundles, grouping, services, telling
from liaison.ledgers.error_book import write_error_book
from liaison.ledgers.kinds import PLANNERS
from liaison.ledgers.models import BatchState, ImportBatch, ImportGroup, Kind
from liaison.ledgers.overlaps import overlaps
from liaison.sheets.types import WARNING

# Exit status of an import that was written but for rows nobody could settle, where the caller had not allowed for that.
LEFT_OUT = 3


class Command(BaseCommand):
    help = "导入台账（一个文件、一个文件夹或一个压缩包）：预览；加 --commit 写入。"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[kind for kind in Kind.values if kind in PLANNERS])
        parser.add_argument("file", metavar="FILE_DIR_OR_ZIP")
        parser.add_argument("--commit", action="store_true", help="写入（不加则只预览）")
        parser.add_argument("--partial", action="store_true", help="有错误的行、读不出来的文件除外，其余照写")
        parser.add_argument("--sheet", default="", help="工作表名称")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="把有错误和待确认的行写成可修改后重新导入的工作簿")
        parser.add_argument("--user", default="", help="以哪个用户的身份导入（用户名）")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出结果")

    def handle(self, *, kind, file, commit, partial, sheet, errors, user, as_json, **options):
        self.started, self.as_json = time.monotonic(), as_json
        path, by = Path(file), self._user(user)
        try:
            content = b"" if path.is_dir() else _content(path)
            if path.is_dir() or bundles.is_archive(content):
                bundle = bundles.of_archive(content) if content else bundles.of_folder(path)
                group = grouping.gather(kind=kind, name=path.name, bundle=bundle, by=by, sheet=sheet)
                self._import_group(group, path, commit=commit, partial=partial, errors=errors)
            else:
                self._import_one(kind, path, content, by, commit=commit, partial=partial, sheet=sheet, errors=errors)
        except Refused as refusal:
            self._say_refused(kind, file, refusal.message)
            raise SystemExit(1) from refusal

    def _import_one(self, kind, path: Path, content: bytes, by: User | None, *, commit, partial, sheet, errors) -> None:
        result = self._run(kind, path.name, content, commit, partial, sheet, by)
        if errors:
            write_error_book(result.batch, Path(errors))
        self._say(result, path)
        if commit and not result.committed:
            raise SystemExit(1)
        if result.committed and result.batch.left_out and not partial:
            raise SystemExit(LEFT_OUT)

    def _run(self, kind, name: str, content: bytes, commit: bool, partial: bool, sheet: str, by) -> services.Result:
        now, today = clock.now(), clock.today()
        common = {"kind": kind, "name": name, "content": content, "by": by, "now": now, "today": today, "sheet": sheet}
        if commit:
            return services.import_at_once(**common, partial=partial)
        return services.upload(**common)

    def _import_group(self, group: ImportGroup, path: Path, *, commit: bool, partial: bool, errors: str | None) -> None:
        grouping.read_here(group, clock=clock.now, today=clock.today())
        refusal = self._commit_group(group, partial) if commit else ""
        group.refresh_from_db()
        parts = list(group.parts.order_by("position"))
        self._say_group(group, parts, path, refusal)
        if errors:
            _write_error_books(parts, Path(errors))
        committed = group.state == BatchState.COMMITTED
        if (commit and not committed) or (not partial and any(_is_refused(part) for part in parts)):
            raise SystemExit(1)
        if committed and not partial and any(part.left_out for part in parts):
            raise SystemExit(LEFT_OUT)

    @staticmethod
    def _commit_group(group: ImportGroup, partial: bool) -> str:
        """Write ``group``; return why not, if so."""
        try:
            if not group.parts.filter(state=BatchState.PREVIEWED).exists():
                raise Refused("没有一个表读得出来，没有写入任何内容。")
            for _ in range(2):  # the second time where sheets are told to become something else after earlier ones
                grouping.claim(group_id=group.pk, now=clock.now(), partial=partial)
                done = grouping.commit(group_id=group.pk, now=clock.now(), today=clock.today())
                if done is None or done.state == BatchState.COMMITTED:
                    return ""
        except Refused as refused:
            return refused.message
        return done.message

    def _say_group(self, group: ImportGroup, parts: list[ImportBatch], path: Path, refusal: str) -> None:
        twice: dict[int, list[dict]] = {}
        for each in overlaps(group):
            note = {"row": each.later.number, "column": "", "value": each.later.label, "message": each.message}
            twice.setdefault(each.later.batch_id, []).append(note)
        seconds, said = self._seconds(), []
        for part in parts:
            notes, committed = telling.notes_of(part), part.state == BatchState.COMMITTED
            notes[WARNING] += twice.get(part.pk, [])
            file = f"{path}/{part.file_name}"
            said.append(telling.as_json(part, file, notes, committed=committed, seconds=seconds))
            if not self.as_json:
                self.stdout.write(f"【{part.place}】")
                for line in telling.in_words(part, notes, committed=committed):
                    self.stdout.write(line)
        if self.as_json:
            self._dump(said)
        if group.passed_over:
            self.stderr.write(f"不是表格、没有读取的文件：{'、'.join(group.passed_over)}")
        if refusal:
            self.stderr.write(refusal)
        if not self.as_json:
            self.stdout.write(f"共 {len(parts)} 个表，第 {group.pk} 组，用时 {seconds:.1f} 秒。")

    @staticmethod
    def _user(username: str) -> User | None:
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有用户 {username}。", returncode=2)
        return user

    def _say_refused(self, kind, file, message: str) -> None:
        if not self.as_json:
            self.stderr.write(message)
            return
        self._dump(telling.refused_as_json(kind, str(file), message, self._seconds()))

    def _say(self, result: services.Result, file) -> None:
        batch, notes, seconds = result.batch, result.report.notes, self._seconds()
        if self.as_json:
            self._dump(telling.as_json(batch, str(file), notes, committed=result.committed, seconds=seconds))
            return
        *lines, last = telling.in_words(batch, notes, committed=result.committed)
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"{last}，用时 {seconds:.1f} 秒。")
        if result.committed and batch.left_out:
            self.stderr.write(f"注意：有 {batch.left_out} 行没有写入（错误、待确认或跳过），改好后请再导入一次。")

    def _seconds(self) -> float:
        return time.monotonic() - self.started

    def _dump(self, data) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, default=str))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"读不到文件 {path}：请检查路径和读取权限。") from error


def _is_refused(part: ImportBatch) -> bool:
    return part.state in (BatchState.REFUSED, BatchState.UNREAD)


def _write_error_books(parts: list[ImportBatch], out: Path) -> None:
    """Write one workbook for each part with something to mend, numbered in their order."""
    for number, part in enumerate(parts, start=1):
        if part.counts.get("error") or part.counts.get("rows_with_question"):
            write_error_book(part, out.with_name(f"{out.stem}-{number}{out.suffix}"))

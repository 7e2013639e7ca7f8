"""Workbooks of Office Open XML: found through their relationships, looked over, handed on under plain names.

Whatever a file calls its parts, and wherever it keeps them: what the workbook calls a worksheet is looked over, and a
clean archive of just those parts is what the parser gets. A sheet that was not seen whole goes to a bounded child.
"""

import posixpath
import re
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ..types import FileRefused, Limits
from . import isolated
from .formats import Styles
from .markup import as_utf8, attributes, refuse_doctype, unescaped
from .sheets import Sheet, Workbook
from .sheetxml import Look
from .zipped import Archive

BROKEN = "这个文件不是表格，或者已经损坏。请用 Excel 或 WPS 打开确认后重新上传。"
_DATE1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
_RELATIONSHIP = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^<>]*)>")
_CLAIMED = re.compile(rb"uniqueCount\s*=\s*[\"']([^\"']*)")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s([^<>]*?)/?>(?:\s*</(?:[\w.-]+:)?sheet\s*>)?")
# Up to this size a workbook that looks plain is parsed in this process; beyond it, or if odd, in a child.
_SMALL = 32 * 1024 * 1024
_TEXT_TOTAL = 200 * 1024 * 1024
# A large workbook whose markup was seen to be plain gets one more second of the parser for so many bytes of it.
_BYTES_PER_SECOND = 10 * 1024 * 1024
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def main_part(archive: Archive) -> str:
    """Return the name of the part that the package calls its document ("" if it names none that is there)."""
    for kind, target, _ in relationships(archive, "_rels/.rels", ""):
        if kind == "officeDocument" and target in archive.parts:
            return target
    return next((n for n in ("xl/workbook.xml", "xl/workbook.bin") if n in archive.parts), "")


def relationships(archive: Archive, part: str, base: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield (kind, part it leads to, id) of each relationship; ``base`` is the folder targets are relative to."""
    if part not in archive.parts:
        return
    for tag in _RELATIONSHIP.findall(b"".join(as_utf8(archive.chunks(part)))):
        about = attributes(tag)
        if about.get(b"TargetMode") != b"External":
            target = unquote(unescaped(about.get(b"Target", b""))).replace("\\", "/")
            yield (
                unescaped(about.get(b"Type", b"")).rpartition("/")[2],
                _resolved(archive, target, base),
                about.get(b"Id"),
            )


def _resolved(archive: Archive, target: str, base: str) -> str:
    """Return the part a target names; some writers say "xl/…" where they mean "/xl/…"."""
    found = posixpath.normpath(posixpath.join("/", base, target)).lstrip("/").lower()
    plain = posixpath.normpath(posixpath.join("/", target)).lstrip("/").lower()
    return plain if found not in archive.parts and plain in archive.parts else found


class _Package:
    """The parts of a workbook that matter, and their looks once they were copied."""

    def __init__(self, archive: Archive, workbook: str) -> None:
        self._archive, self._workbook = archive, workbook
        folder, name = posixpath.split(workbook)
        self.about = b"".join(as_utf8(archive.chunks(workbook)))
        refuse_doctype(self.about)
        found = list(relationships(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder))
        parts = {kind: part for kind, part, _ in found if part in archive.parts}
        self._strings, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
        self._styles = Styles(_whole(archive, styles))
        self._copies = {
            part: name for part, name in ((self._strings, "xl/sharedStrings.xml"), (styles, "xl/styles.xml")) if part
        }
        self._rels = [(rid, kind, part) for kind, part, rid in found if rid]
        self.names: dict[str, str] = {}  # sheet name → part
        by_id = {rid: part for rid, kind, part in self._rels if kind == "worksheet"}
        others = {b"", *(rid for rid, kind, _ in self._rels if kind != "worksheet")}
        for tag in _SHEET.findall(self.about):
            at = attributes(tag)
            self.names[unescaped(at.get(b"name", b""))] = by_id.get(at.get(b"id", b""), "")
        # Modules and sheets of macros, for which the parser would refuse the whole workbook.
        self._listed_sheets = _SHEET.sub(
            lambda sheet: b"" if attributes(sheet[1]).get(b"id", b"") in others else sheet[0], self.about
        )
        self.looks = {part: Look(self._styles, archive.limits) for part in by_id.values() if part in archive.parts}

    def copy_to(self, out) -> None:
        """Write the clean archive; each worksheet is looked over on its way."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as clean:
            clean.writestr("[Content_Types].xml", b"<Types/>")
            clean.writestr("_rels/.rels", _listed([(b"rId1", "officeDocument", "xl/workbook.xml")]))
            clean.writestr("xl/workbook.xml", self._listed_sheets)
            clean.writestr("xl/_rels/workbook.xml.rels", self._relationships())
            for part, name in self._copies.items():
                self._copy(part, name, refuse_doctype, clean)
            for number, (part, look) in enumerate(self.looks.items(), start=1):
                self._copy(part, f"xl/worksheets/sheet{number}.xml", look, clean)
                look.finish()

    def _copy(self, part: str, name: str, see, clean: zipfile.ZipFile) -> None:
        with clean.open(name, "w") as copy:
            for piece in as_utf8(self._archive.chunks(part)):
                see(piece)
                copy.write(piece)

    def _relationships(self) -> bytes:
        sheets = {part: f"worksheets/sheet{n}.xml" for n, part in enumerate(self.looks, start=1)}
        targets = {part: name.removeprefix("xl/") for part, name in self._copies.items()} | sheets
        return _listed([(rid, kind, targets.get(part, f"left-out/{kind}")) for rid, kind, part in self._rels])

    @property
    def plain(self) -> bool:
        return all(look.plain for look in self.looks.values())

    def strings_fit(self) -> bool:
        """Return whether the shared strings can be parsed here, however often they are repeated.

        The parser reserves room for as many as the part claims to hold, and ends the process when there is none.
        """
        if not self._strings:
            return True
        strings = _whole(self._archive, self._strings)
        possible = len(strings) // len(b"<si/>")
        if not all(
            len(claim) < 10 and claim.isdigit() and int(claim) <= possible for claim in _CLAIMED.findall(strings)
        ):
            return False
        longest = max(map(len, re.split(rb"</(?:[\w.-]+:)?si\s*>", strings)))
        cells = sum(look.size for look in self.looks.values()) // 24
        return longest * cells <= _TEXT_TOTAL


def _listed(rows: list[tuple[bytes, str, str]]) -> bytes:
    """Return a part of relationships: (id, kind, target)."""
    one = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    body = "".join(one.format(rid.decode("utf-8", "replace"), _RELATIONS, kind, target) for rid, kind, target in rows)
    return f'<Relationships xmlns="{_PACKAGE}">{body}</Relationships>'.encode()


def _whole(archive: Archive, part: str) -> bytes:
    if not part:
        return b""
    data = b"".join(as_utf8(archive.chunks(part)))
    refuse_doctype(data)
    return data


def open_xlsx(archive: Archive, workbook: str, filename: str, limits: Limits) -> Workbook:
    """Open an .xlsx or .xlsm. Raises FileRefused."""
    package = _Package(archive, workbook)
    small = archive.unpacked <= _SMALL
    with BytesIO() if small else tempfile.NamedTemporaryFile(prefix="liaison-", suffix=".xlsx") as clean:
        package.copy_to(clean)
        if small and package.plain and package.strings_fit():
            sheets = _parse_here(clean.getvalue(), limits)
        elif small:
            sheets = isolated.parse_data(clean.getvalue(), limits)
        else:
            clean.flush()
            more = archive.unpacked // _BYTES_PER_SECOND if package.plain else 0
            sheets = isolated.parse_file(clean.name, limits, seconds=limits.seconds + more)
    date1904 = bool(_DATE1904.search(package.about))
    for sheet in sheets:
        if look := package.looks.get(package.names.get(sheet.name, "")):
            sheet.mark(look.marks, date1904)
    return Workbook(filename, sheets, date1904, archive.has_images)


def _parse_here(data: bytes, limits: Limits) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        if len(metadata) > limits.sheets:
            raise limits.too_many_sheets(len(metadata))
        sheets = []
        for index, meta in enumerate(metadata):
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.width > limits.columns:
                raise limits.too_many_columns(meta.name, sheet.total_width + 1)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
            visible = meta.visible == SheetVisibleEnum.Visible
            sheets.append(Sheet(meta.name, sheet.to_python(skip_empty_area=False), merged, visible, index))
    except BaseException as broken:
        if not isinstance(broken, CalamineError) and type(broken).__name__ != "PanicException":
            raise
        raise FileRefused(BROKEN) from None
    return sheets

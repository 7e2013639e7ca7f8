"""Files of a batch, for those who may see it: the one uploaded, and the rows to be mended."""

from io import BytesIO
from pathlib import PurePath

from django.http import FileResponse, Http404

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.ledgers.error_book import write_error_book
from liaison.ledgers.exporting import write_template
from liaison.ledgers.models import BatchState, Kind

from .access import IMPORT, batch_or_404, require


def file_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id)
    try:
        return FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.file_name.replace("/", "-"))
    except FileNotFoundError as error:
        raise Http404("原始文件已不在服务器上。") from error


def error_book_view(model_admin, request, batch_id: int):
    batch = batch_or_404(request, batch_id)
    if batch.state == BatchState.READING:
        raise Http404("这份台账正在读取，还没有待修改的行。")
    out = BytesIO()
    try:
        write_error_book(batch, out)
    except (Refused, StopIteration, FileNotFoundError) as error:
        raise Http404("这份台账的原始文件已读不出来，无法列出待修改的行。") from error
    out.seek(0)
    name = f"{PurePath(batch.file_name).stem}-待修改.xlsx"
    return FileResponse(out, as_attachment=True, filename=name)


def template_view(model_admin, request, kind: str):
    require(request, IMPORT)
    if kind not in Kind.values:
        raise Http404("没有这种台账。")
    out = BytesIO()
    write_template(kind, out, today=clock.today())
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{Kind(kind).label}-空白模板.xlsx")

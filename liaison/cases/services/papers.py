"""What is filed with a case: comments, attachments, official letters. Those who have a part in it may add."""

import datetime as dt
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from liaison.core.errors import Refused

from .. import filetypes
from ..choices import ANSWERED_STATES, LED_STATES, DocumentKind, State
from ..documents import offices, render
from ..models import Attachment, Case, CaseComment, CaseDocument
from ..parties import Party, parties_of
from .engine import locked
from .numbers import letter_number

_ISSUERS = {
    DocumentKind.ASSIGNMENT: {Party.OFFICE},
    DocumentKind.ANSWER: {Party.OFFICE},
    DocumentKind.SUPERVISION: {Party.OFFICE, Party.SUPERVISOR},
}


def comment(case: Case, *, by, now: dt.datetime, text: str) -> str:
    """Add an internal note; returns what to tell the person."""
    _require_part(case, by)
    text = (text or "").strip()
    if not text:
        raise Refused("请先写批注内容。")
    CaseComment.objects.create(case=case, text=text, by=by, at=now)
    return "批注已保存。"


@transaction.atomic
def attach(case: Case, *, by, now: dt.datetime, files: Iterable) -> str:
    """File uploads (Django ``UploadedFile``), all or none; returns what to tell the person."""
    _require_part(case, by)
    checked = [(filetypes.check(file), file) for file in files]
    if not checked:
        raise Refused("请先选择要上传的文件。")
    for name, file in checked:
        Attachment.objects.create(case=case, file=file, name=name, size=file.size, by=by, at=now)
    return f"已上传 {len(checked)} 个附件。"


def letters_for(case: Case, parties: frozenset[Party]) -> list[DocumentKind]:
    """Return the letters that these parties may issue for ``case`` as it stands."""
    return [kind for kind in DocumentKind if parties & _ISSUERS[kind] and not _not_yet(case, kind)]


@transaction.atomic
def issue_letter(case: Case, *, kind: str, by, now: dt.datetime) -> CaseDocument:
    """Write a letter from the office's template, number it and file it.

    Raises :class:`Refused` where it is not its time, or nobody can sign it (see ``documents.offices``).
    """
    case = locked(case)
    if not parties_of(case, by) & _ISSUERS[DocumentKind(kind)]:
        raise Refused(f"您不能制发{DocumentKind(kind).label}。")
    if reason := _not_yet(case, kind):
        raise Refused(reason)
    today = timezone.localdate(now)
    office = offices.signing_office(case, kind=kind, by=by, today=today)
    mark = offices.mark_of(office, kind)
    document = CaseDocument(
        case=case,
        kind=kind,
        serial=case.documents.filter(kind=kind).count() + 1,
        office=office,
        mark=mark,
        year=today.year,
        number=letter_number(mark, today.year),
        by=by,
        at=now,
    )
    document.doc_no = f"{mark}〔{document.year}〕{document.number}号"
    content = render.letter(case, kind=kind, doc_no=document.doc_no, office=office, today=today, by=by)
    document.file.save(document.name, ContentFile(content), save=False)
    document.save()
    return document


def _not_yet(case: Case, kind: str) -> str:
    answered = case.merged_into if case.state == State.MERGED else case
    # A plan is an answer, too: it went to the enterprise, and the case is kept in view.
    released = answered.state in ANSWERED_STATES[1:] or (answered.state == State.TRACKING and answered.released_on)
    if kind == DocumentKind.ANSWER and not released:
        return "答复审核通过后才能制发答复函。"
    if kind == DocumentKind.ASSIGNMENT and case.state not in LED_STATES:
        return "交办后才能制发交办单。"
    if kind == DocumentKind.SUPERVISION and (case.state not in LED_STATES or not case.supervision_level):
        return "催办或督办后才能制发督办函。"
    return ""


def _require_part(case: Case, by) -> None:
    if not parties_of(case, by):
        raise Refused("您没有参与这件诉求的办理，不能添加内容。")

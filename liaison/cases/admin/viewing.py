"""The page of one case: the facts on the left, what happened on the right, and what this person can do now."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from liaison.cases.choices import RUNNING_STATES, DocumentKind, State
from liaison.cases.lights import light_of
from liaison.cases.models import Arrears, Attachment, Case, CaseDocument
from liaison.cases.moves import AWAITS
from liaison.cases.parties import Party
from liaison.cases.services import papers
from liaison.cases.services.spans import late_days
from liaison.core import clock
from liaison.core.errors import Refused

from .moving import blocked_for, buttons_for
from .pages import find, frame, situation_of
from .timeline import timeline

SIMILAR = 5


def page(request, pk: int):
    case = find(request, pk)
    situation = situation_of(request, case)
    dates = [day for day in (case.accept_due_on, case.sign_due_on, case.due_on) if day]
    onward, aside = blocked_for(situation)
    context = frame(
        request,
        case.number,
        case=case,
        blocked=onward,
        blocked_aside=aside,
        awaits=AWAITS.get(case.state, ""),
        light=light_of(case, situation.today, situation.calendar),
        calendar_warning=situation.calendar.warning(*dates) if case.is_open else "",
        buttons=buttons_for(situation),
        suggested_unit=case.suggested_unit,
        handlings=situation.handlings,
        extensions=situation.extensions,
        pending_extension=situation.pending_extension,
        pending_pause=situation.pending_pause,
        is_paused=situation.is_paused,
        is_overdue=situation.is_overdue,
        pauses=list(case.pauses.all()),
        late_days=late_before(situation),
        pending_objection=situation.pending_objection,
        milestones=list(case.milestones.all()),
        ratings=list(case.ratings.select_related("rated_by")),
        proxy_rating=situation.proxy_rating if case.state == State.FOLLOWUP else None,
        duplicates=list(case.duplicates.select_related("enterprise")),
        similar=similar_to(case, request.user),
        entries=timeline(case),
        arrears=arrears_of(case, situation.today),
        wants_arrears=case.category.is_arrears or bool(case.category.parent and case.category.parent.is_arrears),
        letters=papers.letters_for(case, situation.parties),
        may_note=bool(situation.parties),
        may_edit=request.user.has_perm("cases.change_case") and may_edit(situation),
    )
    return TemplateResponse(request, "cases/page.html", context)


def late_before(situation) -> int:
    """Return the working days this case was late by deadlines it has no more: the light tells of the present one."""
    case, today, calendar = situation.case, situation.today, situation.calendar
    late = late_days(case, today, calendar)
    by_now = calendar.count(case.due_on, today) if case.due_on and case.due_on < today else 0
    return 0 if case.is_historic or (case.state in RUNNING_STATES and late == by_now) else late


def may_edit(situation) -> bool:
    """Facts may be corrected by the filer until acceptance, by the office as long as the case is open."""
    case, parties = situation.case, situation.parties
    if case.state in (State.DRAFT, State.SUBMITTED) and Party.FILER in parties:
        return True
    return case.is_open and Party.OFFICE in parties


def arrears_of(case: Case, today) -> Arrears | None:
    """Return what is owed with ``left``, ``paid`` (万元) and ``months`` (账龄), or None."""
    row = Arrears.objects.with_outstanding().filter(case=case).first()
    if row is not None:
        row.months = row.age_in_months(today)
    return row


def similar_to(case: Case, user) -> list[Case]:
    """Return the enterprise's other cases that ``user`` may see, those of the same category first."""
    rows = Case.objects.visible_to(user).of_same_matter(case).select_related("category", "lead_unit")
    same = case.category.parent_id or case.category_id
    newest = sorted(rows[:30], key=lambda row: (row.category.parent_id or row.category_id) != same)
    return newest[:SIMILAR]


@require_POST
def comment(request, pk: int):
    case = find(request, pk)
    _try(request, lambda: papers.comment(case, by=request.user, now=clock.now(), text=request.POST.get("text", "")))
    return redirect("admin:cases_case_page", case.pk)


@require_POST
def attach(request, pk: int):
    case = find(request, pk)
    files = request.FILES.getlist("files")
    _try(request, lambda: papers.attach(case, by=request.user, now=clock.now(), files=files))
    return redirect("admin:cases_case_page", case.pk)


@require_POST
def issue_letter(request, pk: int, kind: str):
    case = find(request, pk)
    if kind not in DocumentKind.values:
        raise Http404("没有这种公文。")
    try:
        document = papers.issue_letter(case, kind=kind, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:cases_case_page", case.pk)
    return redirect("admin:cases_case_document", document.pk)


def _try(request, action) -> None:
    try:
        done = action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)


def attachment(request, pk: int):
    return _send(_of_visible_case(request, Attachment, pk))


def document(request, pk: int):
    return _send(_of_visible_case(request, CaseDocument, pk))


def _of_visible_case(request, model, pk: int):
    row = model.objects.visible_to(request.user).select_related("case").filter(pk=pk).first()
    if row is None or not request.user.has_perm("cases.view_case"):
        raise Http404("文件不存在，或不在您的查看范围内。")
    return row


def _send(row) -> FileResponse:
    """Hand a stored file out as a download, never to be shown or guessed at by the browser."""
    try:
        response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)
    except FileNotFoundError as error:
        raise Http404(f"文件“{row.name}”已不在存储中，请联系管理员。") from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response

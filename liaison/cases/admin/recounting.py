"""期限重算: what would change, why, and one button; ticked is what harms nobody."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from liaison.cases.choices import TermKind
from liaison.cases.models import Case
from liaison.cases.parties import may_recount
from liaison.cases.services import recounting
from liaison.cases.services.recounting import Change, Proposal
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.params import number

from .pages import frame

AT_MOST = 100


@dataclass(frozen=True)
class Row:
    case: Case
    proposal: Proposal

    @property
    def value(self) -> str:
        return f"{self.case.pk}:{self.proposal.token}"

    @property
    def newly_late(self) -> bool:
        return any(change.newly_late for change in self.proposal.changes)

    @property
    def changes(self) -> list[tuple[Change, str]]:
        return [(change, self._unit_of(change)) for change in self.proposal.changes]

    def _unit_of(self, change: Change) -> str:
        if change.kind == TermKind.ACCEPT:
            return "协调办公室"
        return change.unit or str(self.case.lead_unit or "")


def recount(request):
    if not may_recount(request.user):
        raise PermissionDenied
    if request.method == "POST":
        _apply(request)
        return redirect("admin:cases_case_recount")
    found = recounting.proposals(recounting.within_reach(request.user), clock.today())
    cases = Case.objects.select_related("enterprise", "lead_unit").in_bulk([row.case_id for row in found[:AT_MOST]])
    rows = [Row(cases[row.case_id], row) for row in found[:AT_MOST]]
    late = sum(row.newly_late for row in rows)
    context = frame(request, "期限重算", rows=rows, total=len(found), late=late, today=clock.today())
    return TemplateResponse(request, "cases/recount.html", context)


def _apply(request) -> None:
    chosen = _chosen(request.POST.getlist("take"))
    if not chosen:
        messages.warning(request, "请先勾选要重算的诉求。")
        return
    try:
        outcome = recounting.recount(chosen, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return
    if outcome.done:
        messages.success(request, f"已重算 {len(outcome.done)} 件诉求的期限，每件都记入办理过程。")
    if outcome.stale:
        messages.warning(request, f"有 {outcome.stale} 件刚刚有变动或已经重算，没有改动；还需要重算的仍列在下面。")


def _chosen(values: list[str]) -> dict[int, str]:
    pairs = [value.partition(":")[::2] for value in values[:AT_MOST]]
    return {pk: token for text, token in pairs if (pk := number(text)) is not None}

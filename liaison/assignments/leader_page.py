"""One leader's portfolio: what is in force, what is to come, what was."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from liaison.core import clock
from liaison.core.rooms import handed_in
from liaison.directory.models import Leader

from . import timeline
from .models import Assignment


@dataclass(frozen=True)
class LeaderFigures:
    """What a room above can tell: ``count(leader, request)`` gives (heading, [(title, number, unit, address)])."""

    count: Callable


def leader_page(request, pk: int):
    """Show ``pk``'s assignments as far as the person may see them; ``?day=`` asks about another day than today."""
    if not request.user.has_perm("assignments.view_assignment"):
        raise PermissionDenied
    day = timeline.day_in(request.GET) or clock.today()
    leaders = Leader.objects.visible_to(request.user).select_related("region").with_post(day)
    leader = get_object_or_404(leaders, pk=pk)
    spans = timeline.of_leader(Assignment.objects.visible_to(request.user).filter(leader=leader), day)
    groups = [
        (title, [span for span in spans if span.state == state])
        for state, title in (("now", "当日负责"), ("later", "之后开始"), ("past", "已经结束"))
    ]
    context = {
        **admin.site.each_context(request),
        "title": f"{leader}的联系对象",
        "opts": Assignment._meta,
        "leader": leader,
        "day": day,
        "tenures": leader.tenures.all(),
        "figures": [figures.count(leader, request) for figures in handed_in(LeaderFigures)],
        "groups": [(title, rows) for title, rows in groups if rows],
        "may_hand_over": request.user.has_perm("assignments.change_assignment"),
    }
    return TemplateResponse(request, "assignments/leader.html", context)

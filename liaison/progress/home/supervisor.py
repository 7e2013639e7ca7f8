"""The supervisor's home: where things stand, by place and by leader, each figure a link to its rows."""

import datetime as dt
import json

from django.urls import reverse

from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Leader, Level
from liaison.progress.figures import Reference
from liaison.progress.indicators import INDICATORS, Scope, indicator_of, overdue
from liaison.progress.periods import Period
from liaison.progress.tables import Row, kind_of_place, table_of_leaders, table_of_places

from .parts import cards, follow_ups

CARDS = (
    *("linked", "visited", "led", "visits", "visits_households"),
    *("contacts", "soon", "overdue", "cases", "late", "dense"),
)
LEADERS_SHOWN = 15


def context(request, today: dt.date, calendar: WorkCalendar) -> dict:
    """Return cards, the table and chart by place, the table of leaders of one's own level, and what is overdue."""
    user = request.user
    scope = Scope(user, Period.quarter_of(today), today)
    places, whole = table_of_places(scope)
    leaders = leaders_of_own_level(user, scope)
    late = Reference(indicator_of("overdue"), scope.period)
    return {
        **cards(CARDS, scope, whole),
        "place_kind": kind_of_place(user),
        "places": places,
        "chart": chart(places),
        "chart_options": CHART_OPTIONS,
        "chart_height": max(160, 30 * len(places) + 50),
        "leaders": leaders[:LEADERS_SHOWN],
        "leader_count": len(leaders),
        "sections": [
            follow_ups("逾期最久的跟进事项", overdue(scope), late.url, "没有逾期的跟进事项。", today, calendar)
        ],
        "table_url": reverse("progress:table"),
        "formulas": [indicator for key, indicator in INDICATORS.items() if key in (*CARDS, "during")],
    }


def leaders_of_own_level(user, scope: Scope) -> list[Row]:
    """Return the rows of the leaders on the rung of the region looked after."""
    level = Level.PROVINCE if user.is_superuser or user.region is None else user.region.level
    held = Leader.objects.filter(level=level)
    if not user.is_superuser and user.region is not None:
        held = held.filter(region__lineage__startswith=user.region.lineage)
    return table_of_leaders(scope, held)


def chart(rows: list[Row]) -> str:
    """Return Chart.js data: coverage in per cent, one bar a place; a place without enterprises has none."""
    return json.dumps(
        {
            "labels": [row.title for row in rows],
            "datasets": [
                {
                    "label": "走访覆盖率（%）",
                    "data": [row.coverage for row in rows],
                    "backgroundColor": "var(--color-primary-600)",
                    "barThickness": 16,
                    "borderRadius": 3,
                }
            ],
        },
        ensure_ascii=False,
    )


# Lying bars: place names stay readable at 390 px. The theme recolours the grids, so both must be there.
CHART_OPTIONS = json.dumps(
    {
        "indexAxis": "y",
        "responsive": True,
        "maintainAspectRatio": False,
        "animation": False,
        "plugins": {"legend": {"display": False}, "tooltip": {"enabled": True}},
        "scales": {
            "x": {
                "min": 0,
                "suggestedMax": 10,
                "grid": {"display": True},
                "ticks": {"color": "#7b8494", "font": {"size": 13}},
            },
            "y": {"grid": {"display": False}, "ticks": {"color": "#7b8494", "font": {"size": 14}, "autoSkip": False}},
        },
    }
)

"""Lines that several home pages show."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from liaison.cases.lights import light_of
from liaison.core.workdays import WorkCalendar
from liaison.progress.figures import Figure, count, share
from liaison.progress.indicators import BESIDE, HISTORIC, Scope
from liaison.visits.models import FollowUp

SHOWN = 6
# The tone of a line by the colour of its case's light.
TONES = {"danger": "bad", "warning": "warn"}
_TONES = {"overdue": "bad", "late": "bad", "soon": "warn", "dense": "warn"}


@dataclass(frozen=True)
class Line:
    """One thing to look at or do. ``tone``: bad, warn or empty; ``go`` is the button's address, ``url`` the line's."""

    title: str
    note: str
    when: str
    url: str
    tone: str = ""
    go: str = ""


@dataclass(frozen=True)
class Section:
    """The first lines of a list, how many there are in all, and where the whole list is."""

    title: str
    lines: list[Line]
    total: int
    url: str
    empty: str
    go_title: str = ""

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.lines)


@dataclass(frozen=True)
class Card:
    """A figure; of cases also how many of them are untouched history from ledgers, which alone is never red."""

    figure: Figure
    tone: str
    historic: Figure | None = None
    beside: tuple[tuple[str, Figure], ...] = ()


def cards(keys: tuple[str, ...], scope: Scope, figures: dict[str, Figure]) -> dict:
    """Return the cards of ``keys`` from ``figures`` (those missing are counted), and coverage with its denominator."""
    wanted = [
        *keys,
        *(HISTORIC[key] for key in keys if key in HISTORIC),
        *(part for key in keys for part in BESIDE.get(key, ())),
    ]
    figures = figures | {key: count(key, scope) for key in wanted if key not in figures}
    shown = [_card(key, figures) for key in keys]
    coverage = share(figures["visited"].value, figures["during"].value)
    return {"scope": scope, "cards": shown, "coverage": coverage, "during": figures["during"]}


def _card(key: str, figures: dict[str, Figure]) -> Card:
    figure, historic = figures[key], figures.get(HISTORIC.get(key, ""))
    fresh = figure.value - (historic.value if historic else 0)
    beside = tuple((words, figures[part]) for part, words in BESIDE.get(key, {}).items())
    return Card(figure, _TONES.get(key, "") if fresh else "", historic, beside)


def follow_up_line(follow_up: FollowUp, today: dt.date, calendar: WorkCalendar) -> Line:
    """Return the line of an open promise; needs ``visit__enterprise`` and ``responsible`` loaded, no SQL."""
    word, tone = until(follow_up.due_on, today, calendar)
    return Line(
        title=follow_up.promise,
        note=f"{follow_up.visit.enterprise} · {follow_up.responsible}",
        when=word,
        tone=tone,
        url=reverse("admin:visits_followup_change", args=[follow_up.pk]),
    )


def until(due_on: dt.date, today: dt.date, calendar: WorkCalendar) -> tuple[str, str]:
    """Return how far a deadline is, in words, and its tone."""
    if due_on < today:
        late = calendar.count(due_on, today)
        return (f"逾期 {late} 个工作日" if late else "已逾期"), "bad"
    if due_on == today:
        return "今天到期", "warn"
    left = calendar.count(today, due_on)
    return f"{due_on:%m月%d日}到期，还有 {left} 个工作日", "warn" if left <= 2 else ""


def cases(title: str, rows: QuerySet, empty: str, today: dt.date, calendar: WorkCalendar) -> Section:
    """Return a section of cases in hand, the most urgent first; two queries."""
    loaded = rows.select_related("enterprise", "lead_unit").most_urgent_first()[:SHOWN]
    lines = [
        Line(
            title=f"{row.enterprise}：{row.title}",
            note=f"{row.number} · {row.get_state_display()}",
            when=light.word,
            tone=TONES.get(light.colour, ""),
            url=reverse("admin:cases_case_page", args=[row.pk]),
        )
        for row, light in ((row, light_of(row, today, calendar)) for row in loaded)
    ]
    return Section(title, lines, rows.count(), reverse("admin:cases_case_changelist"), empty)


def follow_ups(title: str, rows: QuerySet, url: str, empty: str, today: dt.date, calendar: WorkCalendar) -> Section:
    """Return a section of promises, the longest overdue first; two queries."""
    loaded = rows.select_related("visit__enterprise", "responsible").order_by("due_on", "pk")[:SHOWN]
    return Section(title, [follow_up_line(row, today, calendar) for row in loaded], rows.count(), url, empty)

"""A figure and the address of the rows behind it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from liaison.cases.models import Case

from .cuts import KINDS, Cut
from .indicators import Indicator, Scope, indicator_of
from .periods import Period

PARAMETER = "figure"


@dataclass(frozen=True)
class Reference:
    """Which figure: written ``visited.2026-Q3.region-220100`` in links."""

    indicator: Indicator
    period: Period
    cut: Cut | None = None

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Read what :attr:`code` wrote; raise ``Refused`` for anything else."""
        key, _, rest = text.partition(".")
        period, _, cut = rest.partition(".")
        indicator, found = indicator_of(key), Cut.parse(cut) if cut else None
        if found and found.kind.case and indicator.model is not Case:
            # An old link: the unit of everything but cases was then the one that leads the keeping in touch.
            found = Cut(KINDS["lead"], found.value)
        return cls(indicator, Period.parse(period), found)

    @property
    def code(self) -> str:
        parts = [self.indicator.key, self.period.code, self.cut.code if self.cut else ""]
        return ".".join(parts).rstrip(".")

    @property
    def url(self) -> str:
        """Return the list page that shows exactly the rows counted."""
        options = self.indicator.model._meta
        page = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        return f"{page}?{PARAMETER}={self.code}"

    def rows(self, user, today: dt.date) -> QuerySet:
        return self.indicator.counted(Scope(user, self.period, today, self.cut))

    def describe(self) -> str:
        """Return what the list shows, in words: 2026年第三季度已走访企业（长春市）."""
        group = f"（{self.cut.title()}）" if self.cut else ""
        return f"{self.period.title}{self.indicator.title}{group}"


@dataclass(frozen=True)
class Figure:
    """A number ready to be shown."""

    reference: Reference
    value: int

    @property
    def title(self) -> str:
        return self.reference.indicator.title

    @property
    def unit(self) -> str:
        return self.reference.indicator.unit

    @property
    def formula(self) -> str:
        return self.reference.indicator.formula

    @property
    def url(self) -> str:
        return self.reference.url


def count(key: str, scope: Scope) -> Figure:
    """Return one figure; one query."""
    reference = Reference(indicator_of(key), scope.period, scope.cut)
    return Figure(reference, reference.indicator.counted(scope).count())


def share(part: int, whole: int) -> float | None:
    """Return ``part`` of ``whole`` in per cent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None

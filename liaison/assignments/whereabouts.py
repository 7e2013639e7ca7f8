"""What a former liaison officer is told of an enterprise handed over: since when, by whom, and no more."""

import datetime as dt
from dataclasses import dataclass

from liaison.core import clock, moved
from liaison.directory.models import User
from liaison.enterprises.holding import standing_for
from liaison.enterprises.models import Enterprise

from .models import Assignment
from .succession import Succession


@dataclass(frozen=True)
class HandedOver:
    """``enterprise`` was served by somebody up to ``last``; ``successor`` (None: nobody is named) serves it now."""

    enterprise: Enterprise
    last: dt.date
    successor: User | None

    @property
    def said(self) -> str:
        until = f"您联系“{self.enterprise.name}”到 {self.last:%Y-%m-%d} 为止"
        if self.successor is None:
            return f"{until}，现在还没有登记接任的联络员。"
        unit = f"（{self.successor.unit}）" if self.successor.unit_id else ""
        since = self.last + dt.timedelta(days=1)
        return f"{until}；该企业自 {since:%Y-%m-%d} 起由{self.successor}{unit}联系。"


def handed_over(pk: int, user: User) -> HandedOver | None:
    """Return what became of enterprise ``pk`` (or of what it was merged into) that ``user`` once served."""
    standing = standing_for([pk])[pk]
    mine = Assignment.objects.filter(enterprise=standing, officer=user, end_on__lt=clock.today()).order_by("-end_on")
    row = mine.select_related("enterprise__region").first()
    if row is None or Enterprise.objects.visible_to(user).filter(pk=standing).exists():
        return None
    successor = Succession.of(row.enterprise).officer(user)
    return HandedOver(row.enterprise, row.end_on, None if successor == user else successor)


def passed_to_another_officer(model, pk: int, user) -> moved.Whereabouts | None:
    found = handed_over(pk, user)
    return moved.Whereabouts(found.said) if found else None


def at_enterprise(path: str):
    """Return an explainer for rows whose enterprise, at ``path``, was handed over by the person who looks for them."""

    def explain(model, pk: int, user) -> moved.Whereabouts | None:
        enterprise_id = model._base_manager.filter(pk=pk).values_list(path, flat=True).first()
        found = handed_over(enterprise_id, user) if enterprise_id else None
        if found is None:
            return None
        return moved.Whereabouts(f"这条{model._meta.verbose_name}随企业一起交接了。{found.said}")

    return explain

"""Questions a merge cannot answer by itself, and what each answer does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ..models import Enterprise, EnterpriseContact

WINNER, LOSER = "winner", "loser"


@dataclass(frozen=True)
class Drop:
    """The row does not go into the merged record; undoing the merge brings it back."""

    row: models.Model


@dataclass(frozen=True)
class Patch:
    """The row goes along with other values."""

    row: models.Model
    values: dict[str, Any]


@dataclass(frozen=True)
class Clash:
    """One question: ``options`` by answer (WINNER, LOSER) in words, ``effects`` by answer."""

    key: str
    question: str
    options: dict[str, str]
    effects: dict[str, list[Drop | Patch]] = field(default_factory=dict)


Resolver = Callable[[Enterprise, Enterprise], list[Clash]]

_resolvers: dict[type[models.Model], Resolver] = {}


def resolver(model: type[models.Model]) -> Callable[[Resolver], Resolver]:
    """Decorate ``fn(winner, loser) -> list[Clash]``: it answers for all once-only rules of ``model``."""

    def register(function: Resolver) -> Resolver:
        _resolvers[model] = function
        return function

    return register


def resolves(model: type[models.Model]) -> bool:
    return model in _resolvers


def find(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Return every question that merging ``loser`` into ``winner`` raises."""
    raised = _codes(winner, loser)
    for function in _resolvers.values():
        raised += function(winner, loser)
    return raised


def _codes(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Two different codes are two legal persons; only someone who knows better may go on."""
    if not winner.uscc or not loser.uscc or winner.uscc == loser.uscc:
        return []
    options = {WINNER: winner.uscc, LOSER: loser.uscc}
    question = "两条记录的统一社会信用代码不同，通常是两家企业。确属同一企业的，请选择正确的代码"
    return [Clash("uscc", question, options, {LOSER: [Patch(winner, {"uscc": loser.uscc})]})]


@resolver(EnterpriseContact)
def _primary_contacts(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    ours = winner.contacts.filter(is_primary=True).first()
    theirs = loser.contacts.filter(is_primary=True).first()
    if not ours or not theirs:
        return []
    ordinary = {"is_primary": False}
    return [
        Clash(
            "contact",
            "两条记录各有一位主要联系人，合并后以谁为主（另一位仍保留）",
            {WINNER: str(ours), LOSER: str(theirs)},
            {WINNER: [Patch(theirs, ordinary)], LOSER: [Patch(ours, ordinary)]},
        )
    ]

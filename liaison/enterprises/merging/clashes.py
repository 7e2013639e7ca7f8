"""Questions a merge cannot answer by itself, and what each answer does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from liaison.core.rooms import handed_in

from ..models import Enterprise

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


@dataclass(frozen=True)
class Resolver:
    """``ask(winner, loser)`` answers for all once-only rules of ``model``."""

    model: type[models.Model]
    ask: Callable[[Enterprise, Enterprise], list[Clash]]


def resolves(model: type[models.Model]) -> bool:
    return any(resolver.model is model for resolver in handed_in(Resolver))


def find(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Return every question that merging ``loser`` into ``winner`` raises."""
    raised = _codes(winner, loser)
    for resolver in handed_in(Resolver):
        raised += resolver.ask(winner, loser)
    return raised


def _codes(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Two different codes are two legal persons; only someone who knows better may go on."""
    if not winner.uscc or not loser.uscc or winner.uscc == loser.uscc:
        return []
    options = {WINNER: winner.uscc, LOSER: loser.uscc}
    question = "两条记录的统一社会信用代码不同，通常是两家企业。确属同一企业的，请选择正确的代码"
    return [Clash("uscc", question, options, {LOSER: [Patch(winner, {"uscc": loser.uscc})]})]


def primary_contacts(winner: Enterprise, loser: Enterprise) -> list[Clash]:
    """Of two primary contacts one stays so."""
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

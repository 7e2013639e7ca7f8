"""What a merge would do, row by row, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import models

from liaison.core.text import match_key

from ..errors import EnterpriseRefused
from ..models import Absence, Enterprise
from . import clashes
from .clashes import Clash, Drop, Patch
from .relations import Relation, relations, same_rows

_NOT_FILLED = {"id", "name", "name_key", "pinyin", "search", "status", "version", "created_at", "updated_at"}


class MergeRefused(EnterpriseRefused):
    """These two records cannot be merged, or a merge cannot be taken back."""


@dataclass
class Group:
    """The rows of one relation and what becomes of them."""

    relation: Relation
    moves: list[models.Model]
    drops: list[models.Model]

    @property
    def label(self) -> str:
        return self.relation.label


@dataclass
class Plan:
    winner: Enterprise
    loser: Enterprise
    clashes: list[Clash]
    choices: dict[str, str]
    groups: list[Group] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    # Empty fields of the winner that the loser can fill: (field, value).
    fills: list[tuple[models.Field, object]] = field(default_factory=list)
    # Fields that differ: (field, winner's value, loser's value); the winner's stays.
    kept: list[tuple[models.Field, object, object]] = field(default_factory=list)
    keeps_name: bool = False

    @property
    def unanswered(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.key not in self.choices]

    @property
    def row_count(self) -> int:
        return sum(len(group.moves) + len(group.drops) for group in self.groups)

    def fingerprint(self) -> str:
        """Return a short mark of what the preview shows; ``merge`` refuses if it no longer holds."""
        rows = [(g.label, [row.pk for row in g.moves], [row.pk for row in g.drops]) for g in self.groups]
        pair = (self.winner.pk, self.winner.version, self.loser.pk, self.loser.version)
        return sha256(repr((pair, sorted(self.choices.items()), rows)).encode()).hexdigest()[:16]


def plan(winner: Enterprise, loser: Enterprise, choices: Mapping[str, str] | None = None) -> Plan:
    """Plan the merging of ``loser`` into ``winner``; ``choices`` answers clashes by key with WINNER or LOSER.

    Refuses one record merged with itself, and rows that may exist once only where no rule says which stays.
    """
    if winner.pk == loser.pk:
        raise MergeRefused("请选择另一条企业记录，不能与自身合并。")
    raised = clashes.find(winner, loser)
    answers = {clash.key: choices[clash.key] for clash in raised if choices and choices.get(clash.key) in clash.options}
    drawn = Plan(winner, loser, raised, answers)
    effects = [effect for clash in raised for effect in clash.effects.get(answers.get(clash.key, ""), [])]
    drawn.patches = [effect for effect in effects if isinstance(effect, Patch)]
    chosen_drops = {(type(effect.row), effect.row.pk) for effect in effects if isinstance(effect, Drop)}
    for relation in relations():
        group = _group(relation, winner, loser, chosen_drops)
        if group.moves or group.drops:
            drawn.groups.append(group)
    _compare(drawn)
    drawn.keeps_name = _name_is_new(winner, loser)
    return drawn


def _group(relation: Relation, winner: Enterprise, loser: Enterprise, chosen_drops: set) -> Group:
    repeated = set()
    for row, condition in same_rows(relation, winner, loser):
        if condition is None:
            repeated.add(row.pk)
        elif not clashes.resolves(relation.model):
            raise MergeRefused(f"两条记录的“{relation.label}”互相冲突（{row}），请先处理其中一条再合并。")
    moves, drops = [], []
    for row in relation.rows_of(loser):
        # The days away belong to a record's own status, and the winner's stays.
        gone = row.pk in repeated or (relation.model, row.pk) in chosen_drops or relation.model is Absence
        (drops if gone else moves).append(row)
    # A choice for the loser's side drops rows of the winner.
    drops += [row for row in relation.rows_of(winner) if (relation.model, row.pk) in chosen_drops]
    return Group(relation, moves, drops)


def _compare(drawn: Plan) -> None:
    for column in Enterprise._meta.concrete_fields:
        ours, theirs = getattr(drawn.winner, column.attname), getattr(drawn.loser, column.attname)
        if column.name in _NOT_FILLED or theirs in (None, "", {}) or ours == theirs:
            continue
        if ours in (None, "", {}):
            drawn.fills.append((column, theirs))
        elif column.name not in ("uscc", "extra"):
            drawn.kept.append((column, _words(drawn.winner, column), _words(drawn.loser, column)))


def _words(enterprise: Enterprise, column: models.Field):
    if column.choices:
        return getattr(enterprise, f"get_{column.name}_display")()
    value = getattr(enterprise, column.name)
    return {True: "是", False: "否"}.get(value, value) if isinstance(value, bool) else value


def _name_is_new(winner: Enterprise, loser: Enterprise) -> bool:
    key = match_key(loser.name)
    taken = winner.aliases.filter(key=key).exists() or loser.aliases.filter(key=key).exists()
    return key != winner.name_key and not taken

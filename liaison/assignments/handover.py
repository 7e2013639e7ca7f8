"""交接: a leader's or an officer's whole portfolio passes to a successor on one day.

``plan`` says what would happen, ``apply`` does it in one transaction. The predecessor keeps every day up to the
day before; the successor begins on ``on``. Visits and figures of the past stay with whom they belong, because
they ask who was responsible *on their day*.

**How rooms above take part.** Open follow-ups, cases and reminders must move along, but this room may not know
them. A higher room hands in a :class:`Mover` (``core.rooms``)::

    def _open_follow_ups(transfer):
        return (
            FollowUp.objects.open()
            .filter(visit__enterprise__in=transfer.enterprise_ids, responsible__in=transfer.leaving_officer_ids)
        )

    def preview(transfer: handover.Transfer) -> list[handover.Item]:
        # one Item a row that would change; reads only; constant number of statements
        return [
            handover.Item(pk=row.pk, text=f"{row.visit.enterprise}：{row.promise}")
            for row in _open_follow_ups(transfer).select_related("visit__enterprise")
            if transfer.new_officer_of(row.visit.enterprise_id, row.responsible_id)
        ]

    def apply(transfer: handover.Transfer, *, by, now) -> int:
        # changes exactly the rows that preview lists, inside the caller's transaction; returns how many.
        # Raise ``Refused`` to stop the whole hand-over: everything is rolled back.
        ...

    Mover("未完成的跟进事项", preview=preview, apply=apply)

Rules for a mover: (1) it is called *after* the assignments have changed, with the same ``Transfer`` that preview got;
(2) it moves what is **open** only, and only rows of ``transfer.enterprise_ids`` held by the leaving person;
(3) an officer's things move where ``transfer.new_officer_of(enterprise_id, old_officer_id)`` gives a new officer
(None: leave the row alone), a leader's where ``transfer.new_leader_of(enterprise_id, old_leader_id)`` does;
(4) a second run finds no assignment to move, hence an empty ``Transfer``, and movers are then not called.
"""

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from django.db import transaction

from liaison.core.rooms import handed_in
from liaison.directory.models import Leader, User
from liaison.enterprises.holding import hold

from . import bulk
from .errors import AssignmentRefused
from .models import Assignment

# What the note of a hand-over ends with, in the history of every assignment that passed on.
HANDED_OVER = "交接"


@dataclass(frozen=True)
class Item:
    """One row that a mover would change, as the preview shows it."""

    pk: int
    text: str


@dataclass(frozen=True)
class Move:
    """One assignment passing on: who had it, who gets it."""

    assignment: Assignment
    leader: Leader
    officer: User | None
    # The successor serves this region already: the old assignment only ends.
    ends_only: bool = False

    @property
    def changes_officer(self) -> bool:
        return self.assignment.officer_id != _pk(self.officer)


@dataclass(frozen=True)
class Transfer:
    """A hand-over as planned: everything a mover needs to know."""

    on: dt.date
    moves: tuple[Move, ...]
    note: str = ""

    @cached_property
    def enterprise_ids(self) -> frozenset[int]:
        """Ids of the enterprises that pass on (regions are not among them)."""
        return frozenset(move.assignment.enterprise_id for move in self.moves if move.assignment.enterprise_id)

    @cached_property
    def leaving_officer_ids(self) -> frozenset[int]:
        """Ids of officers who give up at least one assignment."""
        return frozenset(move.assignment.officer_id for move in self.moves if move.changes_officer) - {None}

    @cached_property
    def leaving_leader_ids(self) -> frozenset[int]:
        """Ids of leaders who give up at least one assignment; empty when only the officer changes."""
        return frozenset(
            move.assignment.leader_id for move in self.moves if move.assignment.leader_id != move.leader.pk
        )

    def new_officer_of(self, enterprise_id: int | None, officer_id: int | None) -> User | None:
        """Return who takes over what ``officer_id`` did for this enterprise, or None if nobody does."""
        return self._officers.get((enterprise_id, officer_id))

    def new_leader_of(self, enterprise_id: int | None, leader_id: int | None) -> Leader | None:
        """Return who takes over what ``leader_id`` did for this enterprise, or None if nobody does."""
        return self._leaders.get((enterprise_id, leader_id))

    @cached_property
    def leader_after(self) -> dict[int, Leader]:
        """Leaders who give up what they hold, by id, with their successor."""
        moves = (move for move in self.moves if move.assignment.leader_id != move.leader.pk)
        return {move.assignment.leader_id: move.leader for move in moves}

    @cached_property
    def officer_after(self) -> dict[int, User]:
        """Officers who give up what they serve, by id, with the last of their successors."""
        moves = (move for move in self.moves if move.changes_officer and move.officer)
        return {move.assignment.officer_id: move.officer for move in moves if move.assignment.officer_id}

    @cached_property
    def _officers(self) -> dict[tuple[int | None, int | None], User]:
        return {
            (move.assignment.enterprise_id, move.assignment.officer_id): move.officer
            for move in self.moves
            if move.changes_officer and move.officer
        }

    @cached_property
    def _leaders(self) -> dict[tuple[int | None, int | None], Leader]:
        return {
            (move.assignment.enterprise_id, move.assignment.leader_id): move.leader
            for move in self.moves
            if move.assignment.leader_id != move.leader.pk
        }


@dataclass(frozen=True)
class Mover:
    """Moves a room's open rows along; ``label`` is the heading in the preview."""

    label: str
    preview: Callable[[Transfer], list[Item]]
    apply: Callable[..., int]


@dataclass(frozen=True)
class Outcome:
    """What a hand-over changed: assignments, and rows of each mover by its label."""

    assignments: int = 0
    moved: dict[str, int] = field(default_factory=dict)


def plan_leader(*, leader: Leader, successor: Leader, on: dt.date, officer: User | None = None) -> Transfer:
    """Plan the passing of all that ``leader`` holds on ``on`` or later to ``successor``.

    ``officer`` serves the successor from then on; None keeps each assignment's own officer.
    """
    if leader.pk == successor.pk:
        raise AssignmentRefused("接任领导与原领导是同一人，无需交接。")
    if leader.level != successor.level:
        raise AssignmentRefused(
            f"{successor}是{successor.get_level_display()}领导，不能接任{leader.get_level_display()}的联系关系。"
        )
    rows = _held(on, leader=leader)
    already = set(Assignment.objects.open().of_regions().filter(leader=successor).values_list("region_id", flat=True))
    return Transfer(
        on,
        tuple(Move(row, successor, officer or row.officer, ends_only=row.region_id in already) for row in rows),
        note=f"由{leader}{HANDED_OVER}",
    )


def plan_officer(*, officer: User, successor: User, on: dt.date) -> Transfer:
    """Plan the passing of all assignments that ``officer`` serves on ``on`` or later to ``successor``; leaders stay."""
    if officer.pk == successor.pk:
        raise AssignmentRefused("接任联络员与原联络员是同一人，无需交接。")
    if not successor.is_active:
        raise AssignmentRefused(f"{successor}的账号已停用，不能接任联络员。")
    rows = _held(on, officer=officer)
    return Transfer(on, tuple(Move(row, row.leader, successor) for row in rows), note=f"联络员由{officer}{HANDED_OVER}")


def _held(on: dt.date, **who) -> list[Assignment]:
    rows = Assignment.objects.not_over(on).filter(**who).order_by("pk")
    return list(rows.select_related("leader", "officer", "enterprise__region", "region", "lead_unit"))


def preview(transfer: Transfer) -> list[tuple[str, list[Item]]]:
    """Return (heading, rows) for each mover: exactly what :func:`apply` would change above the assignments."""
    if not transfer.moves:
        return []
    return [(mover.label, mover.preview(transfer)) for mover in handed_in(Mover)]


def fingerprint(transfer: Transfer) -> str:
    """Return a short mark of everything the preview shows, so that :func:`apply` does that and nothing else."""
    moves = [
        (move.assignment.pk, move.assignment.version, move.leader.pk, _pk(move.officer)) for move in transfer.moves
    ]
    items = [(label, [item.pk for item in rows]) for label, rows in preview(transfer)]
    return sha256(repr((transfer.on, moves, items)).encode()).hexdigest()[:16]


def _pk(user: User | None) -> int | None:
    return user.pk if user else None


@transaction.atomic
def apply(replan: Callable[[], Transfer], *, by: User | None, now: dt.datetime, expected: str | None = None) -> Outcome:
    """Carry out the hand-over that ``replan`` plans, all or nothing.

    The plan is drawn up again under lock, so that what two people do at once happens once; run a second time it
    finds nothing to do. ``replan`` is ``functools.partial(plan_leader, …)`` or ``plan_officer``. ``expected`` is the
    :func:`fingerprint` of the preview that was agreed to; if things have moved since, nothing is done.
    """
    transfer = _planned_under_lock(replan)
    if not transfer.moves:
        return Outcome()
    if expected is not None and expected != fingerprint(transfer):
        raise AssignmentRefused("预览之后有关记录发生了变化，尚未交接。请核对下面的最新预览后再确认。")
    begun = [move for move in transfer.moves if not _begins_later(move, transfer.on)]
    later = [move for move in transfer.moves if _begins_later(move, transfer.on)]
    _close(begun, transfer, by)
    _open([move for move in begun if not move.ends_only], transfer, by)
    _take_over(later, transfer, by)
    moved = {mover.label: mover.apply(transfer, by=by, now=now) for mover in handed_in(Mover)}
    return Outcome(len(transfer.moves), moved)


def _planned_under_lock(replan: Callable[[], Transfer]) -> Transfer:
    """Return the plan as it stands once nobody else can change it; a merge meanwhile adds one."""
    planned = replan()
    while True:
        _lock(planned)
        fresh = replan()
        if fresh.enterprise_ids <= planned.enterprise_ids:
            return fresh
        planned = fresh


def _lock(transfer: Transfer) -> None:
    ids = [move.assignment.pk for move in transfer.moves]
    hold(transfer.enterprise_ids)
    list(Assignment.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _begins_later(move: Move, on: dt.date) -> bool:
    """Whether the predecessor has not begun by ``on``: then the row itself passes on, no day remains to keep."""
    return move.assignment.start_on is not None and move.assignment.start_on >= on


def _close(moves: list[Move], transfer: Transfer, by: User | None) -> None:
    rows = [copy(move.assignment) for move in moves]
    for row in rows:
        row.end_on = transfer.on - dt.timedelta(days=1)
    bulk.update(rows, ["end_on"], by=by, reason=transfer.note)


def _open(moves: list[Move], transfer: Transfer, by: User | None) -> None:
    units = bulk.support_units_of(move.assignment for move in moves)
    rows = [_successor_row(move, transfer.on) for move in moves]
    bulk.create(rows, by=by, reason=transfer.note)
    bulk.link_support_units((row, units.get(move.assignment.pk, ())) for row, move in zip(rows, moves, strict=True))


def _successor_row(move: Move, on: dt.date) -> Assignment:
    old = move.assignment
    return Assignment(
        leader=move.leader,
        level=old.level,
        enterprise_id=old.enterprise_id,
        region_id=old.region_id,
        officer=move.officer,
        lead_unit_id=old.lead_unit_id,
        start_on=on,
        end_on=old.end_on,
        note=old.note,
    )


def _take_over(moves: list[Move], transfer: Transfer, by: User | None) -> None:
    for move in moves:
        if move.ends_only:
            move.assignment.delete()
    rows = [copy(move.assignment) for move in moves if not move.ends_only]
    for row, move in zip(rows, (move for move in moves if not move.ends_only), strict=True):
        row.leader, row.officer = move.leader, move.officer
    bulk.update(rows, ["leader", "officer"], by=by, reason=transfer.note)

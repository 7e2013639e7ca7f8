"""Leaders and liaison officers as ledgers name them: found in memory, written in one go."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from secrets import token_urlsafe

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Max

from liaison.core.dated import earliest_first
from liaison.core.pinyin import pinyin_initials
from liaison.directory.models import Leader, Level, Region, Role, Tenure, User
from liaison.directory.services import append_ranks

from .base import Context, match_key

LEVELS = {label: level for level in Level for label in (level.value, level.label, level.label[:-1])}


@dataclass(slots=True, eq=False)
class LeaderRef:
    """A leader on record (``id`` set) or about to be (``id`` None until written)."""

    name: str
    level: str
    region: Region
    post: str = ""
    tenure_id: int | None = None
    tenure_start: dt.date | None = None
    id: int | None = None
    is_out_of_post: bool = False
    left_on: dt.date | None = None
    new_post: str = ""
    said_post: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True, eq=False)
class OfficerRef:
    """The account of a liaison officer, on record or about to be."""

    name: str
    phone: str
    region: Region | None = None
    id: int | None = None
    has_new_phone: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.phone}".strip()


class People:
    """All leaders with their present posts, and all accounts by phone and name; four SQL queries to load."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._leaders: dict[str, list[LeaderRef]] = defaultdict(list)
        self.by_id: dict[int, LeaderRef] = {}
        self._by_phone: dict[str, OfficerRef] = {}
        self._by_name: dict[str, list[OfficerRef]] = defaultdict(list)
        self.officers: dict[int, OfficerRef] = {}
        self._usernames: set[str] = set()
        self._load()

    def _load(self) -> None:
        columns = ("id", "name", "level", "region_id")
        for pk, name, level, region_id in Leader.objects.order_by("id").values_list(*columns):
            ref = LeaderRef(name, level, self.context.regions.by_id(region_id), id=pk)
            self.by_id[pk] = ref
            self._leaders[match_key(name)].append(ref)
        held = Tenure.objects.on(self.context.today).order_by(earliest_first("start_on"), "id")
        for pk, leader_id, title, start in held.values_list("id", "leader_id", "title", "start_on"):
            ref = self.by_id[leader_id]
            ref.post, ref.tenure_id, ref.tenure_start = title, pk, start
        left = Leader.objects.out_of_post(self.context.today).annotate(last=Max("tenures__end_on"))
        for pk, last in left.order_by().values_list("pk", "last"):
            self.by_id[pk].is_out_of_post, self.by_id[pk].left_on = True, last
        for pk, username, name, phone in User.objects.values_list("id", "username", "name", "phone"):
            self._usernames.add(username)
            ref = OfficerRef(name, phone, id=pk)
            self.officers[pk] = ref
            self._index_officer(ref)

    # --- leaders -------------------------------------------------------------------------------

    def leader(self, name: str, level: str, region: Region) -> LeaderRef | None:
        """Return the leader of that name at ``level`` in ``region``; a namesake elsewhere is somebody else."""
        for ref in self._leaders.get(match_key(name), ()):
            if ref.level == level and ref.region.id == region.id:
                return ref
        return None

    def namesakes(self, name: str) -> list[LeaderRef]:
        return list(self._leaders.get(match_key(name), ()))

    def add_leader(self, name: str, level: str, region: Region) -> LeaderRef:
        """Return a leader to be; written only if a row that is written speaks of them."""
        ref = LeaderRef(name, level, region)
        self._leaders[match_key(name)].append(ref)
        return ref

    def take_post(self, ref: LeaderRef, post: str) -> bool:
        """Take the post that this ledger gives ``ref``, the first time it gives one; return whether that is news."""
        if not post or ref.said_post:
            return False
        ref.said_post = post
        if ref.id is None:
            ref.post = post
        elif post != ref.post:
            ref.new_post = post
        return bool(ref.new_post)

    @staticmethod
    def contradicts(ref: LeaderRef, post: str) -> bool:
        """Return whether an earlier row of this ledger gave ``ref`` another post."""
        return bool(post and ref.said_post and post != ref.said_post)

    # --- officers ------------------------------------------------------------------------------

    def officer(self, name: str, phone: str) -> OfficerRef | None:
        """Return the account with that phone, else the only one of that name whose phone does not contradict."""
        if phone and (ref := self._by_phone.get(phone)) is not None:
            return ref
        same_name = [ref for ref in self._by_name.get(match_key(name), ()) if not (phone and ref.phone)]
        return same_name[0] if len(same_name) == 1 else None

    def add_officer(self, name: str, phone: str, region: Region | None) -> OfficerRef:
        """Return an account to be; written only if a row that is written speaks of it."""
        ref = OfficerRef(name, phone, region)
        self._index_officer(ref)
        return ref

    def take_phone(self, ref: OfficerRef, phone: str) -> bool:
        """Note a phone for an account that has none; return whether that is news."""
        if not phone or ref.phone:
            return False
        ref.phone, ref.has_new_phone = phone, ref.id is not None
        self._by_phone[phone] = ref
        return ref.has_new_phone

    def _index_officer(self, ref: OfficerRef) -> None:
        if ref.phone:
            self._by_phone.setdefault(ref.phone, ref)
        self._by_name[match_key(ref.name)].append(ref)

    # --- writing -------------------------------------------------------------------------------

    def write(self, recorder, leaders: dict[LeaderRef, int], officers: dict[OfficerRef, int]) -> None:
        """Write what is new about ``leaders`` and ``officers`` (each with the sheet row it comes from)."""
        self._create_leaders(recorder, {ref: row for ref, row in leaders.items() if ref.id is None})
        self._write_posts(recorder, {ref: row for ref, row in leaders.items() if ref.new_post})
        self._create_officers(recorder, {ref: row for ref, row in officers.items() if ref.id is None})
        self._write_phones(recorder, {ref: row for ref, row in officers.items() if ref.has_new_phone})

    def _create_leaders(self, recorder, fresh: dict[LeaderRef, int]) -> None:
        fresh = dict(sorted(fresh.items(), key=lambda pair: pair[1]))  # in the order of the sheet
        ranks = append_ranks([(ref.level, ref.region.id) for ref in fresh])
        rows = [(ref.name, ref.level, ref.region.id, rank) for ref, rank in zip(fresh, ranks, strict=True)]
        ids = recorder.create(Leader, ("name", "level", "region_id", "rank_order"), rows, list(fresh.values()))
        for ref, pk in zip(fresh, ids, strict=True):
            ref.id = pk
            self.by_id[pk] = ref
        posts = {ref: row for ref, row in fresh.items() if ref.post}
        ids = recorder.create(
            Tenure, ("leader_id", "title"), [(ref.id, ref.post) for ref in posts], list(posts.values())
        )
        for ref, pk in zip(posts, ids, strict=True):
            ref.tenure_id = pk

    def _write_posts(self, recorder, moved: dict[LeaderRef, int]) -> None:
        """A new title ends the present one the day before and starts on the effective day.

        A title that started on that day or later is put right instead: it cannot end before it starts.
        """
        start = self.context.effective_on
        eve = start - dt.timedelta(days=1)
        mended = [ref for ref in moved if ref.tenure_start is not None and ref.tenure_start >= start]
        moved_on = [ref for ref in moved if ref not in mended]
        ended = [ref for ref in moved_on if ref.tenure_id is not None]
        recorder.change(
            Tenure,
            ("title",),
            [(ref.tenure_id, ref.new_post) for ref in mended],
            [(ref.post,) for ref in mended],
            [moved[ref] for ref in mended],
        )
        recorder.change(
            Tenure,
            ("end_on",),
            [(ref.tenure_id, eve) for ref in ended],
            [(None,)] * len(ended),
            [moved[ref] for ref in ended],
        )
        rows = [(ref.id, ref.new_post, start if ref.tenure_id else None) for ref in moved_on]
        ids = recorder.create(Tenure, ("leader_id", "title", "start_on"), rows, [moved[ref] for ref in moved_on])
        for ref, pk in zip(moved_on, ids, strict=True):
            ref.tenure_start = start if ref.tenure_id else None
            ref.tenure_id = pk
        for ref in moved:
            ref.post, ref.new_post = ref.new_post, ""

    def _create_officers(self, recorder, fresh: dict[OfficerRef, int]) -> None:
        columns = ("username", "password", "name", "phone", "role", "region_id", "is_active")
        rows = [
            (
                self._username(ref),
                UNUSABLE_PASSWORD_PREFIX + token_urlsafe(30),
                ref.name,
                ref.phone,
                Role.OFFICER.value,
                ref.region.id if ref.region else None,
                True,
            )
            for ref in fresh
        ]
        for ref, pk in zip(fresh, recorder.create(User, columns, rows, list(fresh.values())), strict=True):
            ref.id = pk
            self.officers[pk] = ref

    @staticmethod
    def _write_phones(recorder, refs: dict[OfficerRef, int]) -> None:
        rows = [(ref.id, ref.phone) for ref in refs]
        recorder.change(User, ("phone",), rows, [("",)] * len(rows), list(refs.values()))
        for ref in refs:
            ref.has_new_phone = False

    def _username(self, ref: OfficerRef) -> str:
        base = ref.phone if ref.phone.isdigit() else f"lly-{pinyin_initials(ref.name) or 'x'}"
        username, suffix = base, 1
        while username in self._usernames:
            suffix += 1
            username = f"{base}-{suffix}"
        self._usernames.add(username)
        return username

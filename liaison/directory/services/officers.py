"""Liaison officers as ledgers name them: find the account, or open one nobody can log in to yet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liaison.core.errors import Refused
from liaison.core.search import with_search
from liaison.core.text import half_width, squeeze
from liaison.directory.models import Region, Role, Unit, User

_NOT_IN_USERNAME = re.compile(r"[^\w.@+-]", re.ASCII)
_CHUNK = 400


class OfficerInput(NamedTuple):
    """A person as a sheet names one; ``region`` is where the leader served holds office."""

    name: str
    phone: str = ""
    region: Region | None = None
    unit: Unit | None = None

    @property
    def clean_name(self) -> str:
        return squeeze(self.name)

    @property
    def clean_phone(self) -> str:
        return squeeze(half_width(self.phone))


def create_officer(*, name: str, phone: str = "", region: Region | None = None, unit: Unit | None = None) -> User:
    """Return the account of this officer, opening one if there is none; see :func:`ensure_officers`."""
    return ensure_officers([OfficerInput(name, phone, region, unit)])[0]


@transaction.atomic
def ensure_officers(people: Iterable[OfficerInput]) -> list[User]:
    """Return one account for each of ``people``, in their order.

    Same phone and same name is the same person; failing that, the only one of that name in the region whose phone is
    unknown on either side (a phone learnt so is added). A phone shared by two names is two people. New accounts have
    the phone as username, else the name in pinyin, and no usable password: an administrator sets one.
    A few queries per 400 people, one more for each username that clashes. Raises :class:`Refused` for a person
    without a name.
    """
    people = list(people)
    if any(not person.clean_name for person in people):
        raise Refused("联络员姓名不能为空。")
    known = _Known(_candidates(people))
    found = [known.find(person) or known.open(person) for person in people]
    known.save()
    return found


class _Known:
    """The accounts in question, indexed as people are told apart."""

    def __init__(self, users: Iterable[User]) -> None:
        self._by_phone: dict[tuple[str, str], User] = {}
        self._by_place: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        self._opened: list[User] = []
        self._learnt: list[User] = []
        for user in users:
            self._index(user)

    def find(self, person: OfficerInput) -> User | None:
        name, phone = person.clean_name, person.clean_phone
        if phone and (user := self._by_phone.get((phone, name))):
            return user
        namesakes = self._by_place[name, person.region.pk if person.region else None]
        if len(namesakes) != 1 or (phone and namesakes[0].phone):
            return None
        user = namesakes[0]
        if phone:
            user.phone = phone
            self._by_phone[phone, name] = user
            if user.pk:
                self._learnt.append(user)
        return user

    def open(self, person: OfficerInput) -> User:
        user = User(
            name=person.clean_name,
            phone=person.clean_phone,
            role=Role.OFFICER,
            region=person.region,
            unit=person.unit,
            password=make_password(None),
        )
        self._opened.append(user)
        self._index(user)
        return user

    def save(self) -> None:
        wanted = [_wished_username(user) for user in self._opened]
        taken = _taken_usernames(wanted)
        for user, wish in zip(self._opened, wanted, strict=True):
            user.username = _free(wish, taken)
            taken.add(user.username)
        User.objects.bulk_create(self._opened, batch_size=_CHUNK)
        User.objects.bulk_update(self._learnt, with_search(User, ["phone"]), batch_size=_CHUNK)

    def _index(self, user: User) -> None:
        if user.phone:
            self._by_phone.setdefault((user.phone, user.name), user)
        self._by_place[user.name, user.region_id].append(user)


def _candidates(people: list[OfficerInput]) -> list[User]:
    """Return the accounts that may be one of ``people``, retired ones excepted."""
    names = sorted({person.clean_name for person in people})
    parts = [names[at : at + _CHUNK] for at in range(0, len(names), _CHUNK)]
    return [user for part in parts for user in User.objects.filter(name__in=part, is_active=True).order_by("pk")]


def _wished_username(user: User) -> str:
    from pypinyin import lazy_pinyin  # large: see core.text

    wish = user.phone or "".join(lazy_pinyin(user.name))
    return _NOT_IN_USERNAME.sub("", wish)[:60] or "lianluoyuan"


def _taken_usernames(wanted: list[str]) -> set[str]:
    """Return the usernames in use that begin like one of ``wanted``."""
    taken: set[str] = set()
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        taken.update(User.objects.filter(username__in=part).values_list("username", flat=True))
    clashing = taken | {wish for wish, times in Counter(wanted).items() if times > 1}
    for wish in clashing:
        taken.update(User.objects.filter(username__startswith=f"{wish}-").values_list("username", flat=True))
    return taken


def _free(wish: str, taken: set[str]) -> str:
    """Return ``wish``, or the first of wish-2, wish-3… that nobody has."""
    if wish not in taken:
        return wish
    number = 2
    while f"{wish}-{number}" in taken:
        number += 1
    return f"{wish}-{number}"

"""Finding again: the column that holds what a row is found by, and how it is asked.

A model names the columns it is found by in a :class:`SearchField`; its QuerySet answers ``matching(text)``, where every
word must be found, each in whatever place. Rows are compared as ``core.text.search_key`` spells them, so that width,
case, spaces and signs do not matter, on either database.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from django.db import models
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.query_utils import DeferredAttribute

from .pinyin import spellings
from .text import search_key, search_words

# A name of fewer signs, with others left out between them, could be anything.
_FEWEST_WITH_GAPS = 4
NOTHING = Q(pk__in=[])
# A word is common where this many of so many rows, taken evenly from all, show it; small tables have no common words.
_SAMPLE, _COMMON, _SMALL = 600, 9, 5_000
# These stand in nearly every row: PostgreSQL would work its signs out anew, thirty times what LIKE costs.
_EVERYWHERE = frozenset("有限责任股份公司企业\n")


class _Following(DeferredAttribute):
    """The attribute is worked out of the others whenever it is asked for; what was stored counts for nothing."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        return self.field.text_of({name: getattr(instance, name) for name in self.field.sources})

    def __set__(self, instance, value) -> None:
        instance.__dict__[self.field.attname] = value


class SearchField(models.TextField):
    """What a row is found by, one spelling a line: the ``plain`` columns, and all ways to type the ``spoken`` ones.

    It follows the other columns whenever the row is saved or created in bulk; ``bulk_update`` wants it named
    (:func:`with_search`), set-based writers ask :meth:`text_of`.
    """

    descriptor_class = _Following

    def __init__(self, *plain: str, spoken: Sequence[str] = ()) -> None:
        self.plain, self.spoken = plain, tuple(spoken)
        super().__init__(verbose_name="检索", editable=False, default="")

    def deconstruct(self):
        """Be plain text to migrations: how it is filled is no matter of theirs."""
        name, *_rest = super().deconstruct()
        return name, "django.db.models.TextField", [], {"default": "", "editable": False, "verbose_name": "检索"}

    def clone(self) -> "SearchField":
        return SearchField(*self.plain, spoken=self.spoken)

    @property
    def sources(self) -> tuple[str, ...]:
        return (*self.spoken, *self.plain)

    def text_of(self, values: Mapping[str, Any]) -> str:
        """Return what a row with ``values`` (by column) is found by; the empty string where it says nothing."""
        spoken = [spellings(text) for name in self.spoken if (text := values.get(name))]
        plain = [search_key(str(text)) for name in self.plain if (text := values.get(name))]
        lines = dict.fromkeys([*chain.from_iterable(spoken), *plain])
        lines.pop("", None)
        return "\n".join(["", *lines, ""]) if lines else ""


@SearchField.register_lookup
class Holds(models.Lookup):
    """``search__holds=key``: the row has a spelling with ``key`` in it; ``key`` as ``core.text`` spells it."""

    lookup_name = "holds"
    prepare_rhs = False

    @property
    def pattern(self) -> str:
        return f"%{self.rhs}%"

    def grams(self) -> list[int]:
        """Return what PostgreSQL's index is asked for: the pairs of neighbouring signs, of one sign the sign."""
        pairs = [_pair(*pair) for pair in pairwise(self.rhs) if "\n" not in pair]
        return pairs or [ord(sign) for sign in self.rhs if sign != "\n"]

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, self.pattern]

    def as_postgresql(self, compiler, connection):
        """Ask the index of signs and pairs first (``liaison_grams``, made by a migration): LIKE alone has none."""
        if _EVERYWHERE.issuperset(self.rhs):
            return self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        condition = f"(liaison_grams({column}) @> %s::int[] AND {column} LIKE %s)"
        return condition, [*params, sorted(set(self.grams())), *params, self.pattern]


@SearchField.register_lookup
class Spells(Holds):
    """``search__spells=key``: the signs of ``key`` come in this order, others may stand between them."""

    lookup_name = "spells"

    @property
    def pattern(self) -> str:
        return f"%{'%'.join(self.rhs)}%"

    def grams(self) -> list[int]:
        return [ord(sign) for sign in self.rhs]


@SearchField.register_lookup
class Shows(Holds):
    """``search__shows=key``: the same as ``holds``, asked of rows one after the other instead of the index."""

    lookup_name = "shows"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection)


@SearchField.register_lookup
class ShowsSpelt(Spells):
    """``search__shows_spelt=key``: the same as ``spells``, asked of rows one after the other."""

    lookup_name = "shows_spelt"

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection)


def _pair(first: str, second: str) -> int:
    """Return the number of two neighbouring signs, as PostgreSQL's ``liaison_grams`` reckons it in 32 bits."""
    number = ord(first) << 15 ^ ord(second)
    return (number + 2**31) % 2**32 - 2**31


def search_field(model: type[models.Model], changed: Iterable[str] | None = None) -> SearchField | None:
    """Return the search column of ``model``, if it has one (and ``changed`` columns, where named, change it)."""
    column = next((field for field in model._meta.concrete_fields if isinstance(field, SearchField)), None)
    return column if column and (changed is None or not set(column.sources).isdisjoint(changed)) else None


def with_search(model: type[models.Model], changed: Sequence[str]) -> list[str]:
    """Return the names ``changed`` for ``bulk_update``, with the search column where it changes with them."""
    column = search_field(model, changed)
    return [*changed, column.name] if column else list(changed)


def spelt(word: str) -> Q:
    """Return the rows spelt like ``word``: with it in one piece, or a longer Chinese name with parts left out."""
    return Q(search__spells=word) if _has_gaps(word) else Q(search__holds=word)


def shown(word: str, search: str = "search") -> Q:
    """Return the same rows as :func:`spelt`, asked one after the other; ``search`` is the way to the column."""
    return Q(**{f"{search}__{'shows_spelt' if _has_gaps(word) else 'shows'}": word})


def _has_gaps(word: str) -> bool:
    return len(word) >= _FEWEST_WITH_GAPS and not any(sign.isascii() for sign in word)


def common_words(model: type[models.Model], text: str, shows: Callable[[str], Q]) -> frozenset[str]:
    """Return the words of ``text`` that so many rows of ``model`` show that the newest of them are soon found.

    An index would hand over every row with such a word before the first is shown.
    """
    words = search_words(text)
    rows = model._base_manager
    newest = rows.order_by("-pk").values_list("pk", flat=True).first() if words else None
    if newest is None or newest < _SMALL:
        return frozenset()
    sample = rows.filter(pk__in=[newest * n // _SAMPLE for n in range(1, _SAMPLE + 1)])
    counts = {f"word{at}": Count("pk", filter=shows(word)) for at, word in enumerate(words)}
    counted = sample.aggregate(looked_at=Count("pk"), **counts)
    if counted["looked_at"] < _SAMPLE // 2:  # most are gone: these few say nothing about the others
        return frozenset()
    return frozenset(word for at, word in enumerate(words) if counted[f"word{at}"] >= _COMMON)


def likeliest(rows: QuerySet, text: str) -> QuerySet:
    """Return what ``text`` finds among ``rows``, best first; where all its words are common, in the rows' own order."""
    words = search_words(text)
    common = common_words(rows.model, text, rows.shows) if hasattr(rows, "shows") else frozenset()
    found = rows.matching(text, common) if common else rows.matching(text)
    if not words or common.issuperset(words) or not hasattr(found, "best_first"):
        return found
    return found.best_first(text)


def matching(
    rows: QuerySet, text: str, places: Callable[[str], Iterable[QuerySet]], common: frozenset[str] = frozenset()
) -> QuerySet:
    """Return ``rows`` in which every word of ``text`` is found.

    ``places(word)`` returns the QuerySets of keys (one column each) where one word may be found. They become one
    set by UNION: an OR over tables would have to look at every row. ``common`` words (:func:`common_words`) are asked
    of the rows themselves (``rows.shows``). Text without a word that could be looked for finds nothing; no text at
    all leaves the rows as they are.
    """
    if not text.strip():
        return rows
    words = search_words(text)
    for word in words:
        rows = rows.filter(rows.shows(word) if word in common else Q(pk__in=union(places(word))))
    return rows if words else rows.none()


def union(places: Iterable[QuerySet]) -> QuerySet:
    """Return the keys of all ``places`` as one subquery."""
    first, *others = [place.order_by() for place in places]
    return first.union(*others) if others else first


def best_first(rows: QuerySet, text: str, *order, exact: Q = NOTHING, begins: Q = NOTHING) -> QuerySet:
    """Return ``rows`` with those first that are spelt ``text``, then those that begin or end so, then by ``order``.

    ``exact`` and ``begins`` are what counts as such besides the row's own spellings.
    """
    key = search_key(text)
    if not key:
        return rows
    rank = Case(
        When(exact | Q(search__contains=f"\n{key}\n"), then=Value(0)),
        When(begins | Q(search__contains=f"\n{key}") | Q(search__contains=f"{key}\n"), then=Value(1)),
        When(search__contains=key, then=Value(2)),
        default=Value(3),
    )
    return rows.order_by(rank, *order)

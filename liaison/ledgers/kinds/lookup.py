"""Enterprises that visits and cases speak of: by USCC, by name, and what to ask where neither settles it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise, EnterpriseAlias
from liaison.ledgers.writing import among

from .base import ERROR, QUESTION, Candidate, Context, RowPlan, Sheet, match_key
from .enterprise_identity import CODE_LENGTH

_NEAR_ENOUGH = 0.6


@dataclass(slots=True, frozen=True)
class Found:
    """An enterprise on record that the person importing may see."""

    id: int
    name: str
    region_id: int
    uscc: str | None = None


class EnterpriseLookup:
    """Finds enterprises of one part of the table; three SQL queries a part, and one index if something is unclear."""

    def __init__(self, context: Context, field_name: str) -> None:
        self.field_name = field_name
        self._index: EnterpriseIndex | None = None
        rows = Enterprise.objects.all()
        self._visible = rows if context.user is None else rows.visible_to(context.user)

    def load(self, sheet: Sheet) -> None:
        """Turn to the next part of the table and read the enterprises it names."""
        self.sheet = sheet
        keys = {match_key(name) for named in sheet.column(self.field_name) for name in _names(named)}
        wanted = set(filter(None, sheet.column("uscc"))) | {key for key in keys if len(key) == CODE_LENGTH}
        columns = ("id", "name", "region_id", "uscc")
        self._by_name: dict[str, dict[int, Found]] = defaultdict(dict)
        for key, *values in self._visible.filter(name_key__in=among(keys)).values_list("name_key", *columns):
            self._by_name[key][values[0]] = Found(*values)
        aliases = EnterpriseAlias.objects.filter(key__in=among(keys), enterprise__in=self._visible.order_by())
        for key, *values in aliases.values_list("key", *[f"enterprise__{column}" for column in columns]):
            if not self._by_name[key]:
                self._by_name[key][values[0]] = Found(*values)
        coded = self._visible.filter(uscc__in=among(wanted)).values_list("uscc", *columns)
        self._by_code = {code: Found(*values) for code, *values in coded}

    @property
    def ids(self) -> list[int]:
        found = {pk for targets in self._by_name.values() for pk in targets}
        return sorted(found | {target.id for target in self._by_code.values()})

    def find(self, row: RowPlan, name: str) -> Found | None:
        """Return the enterprise meant, or None with a question or an error on ``row``."""
        if target := self._by_code.get(self.sheet.column("uscc")[row.index]):
            return target
        if target := self._by_code.get(match_key(name)):
            return target
        targets = list(self._by_name.get(match_key(name), {}).values())
        if len(targets) == 1:
            return targets[0]
        if targets:
            options = [
                Candidate(target.uscc or target.name, f"{target.name} {target.uscc or ''}", 1.0) for target in targets
            ]
            message = f"系统中有 {len(targets)} 家企业叫“{name}”，请选择是哪一家，或在表中增加统一社会信用代码一列。"
            row.notes.append(self.sheet.note(QUESTION, self.field_name, row.index, message, options, part=name))
            return None
        if self._index is None:
            self._index = EnterpriseIndex.load(self._visible)
        near = [(other, score) for _, other, score in self._index.near(name) if score >= _NEAR_ENOUGH]
        if near:
            options = [Candidate(other, other, score) for other, score in near]
            message = f"系统中没有“{name}”，请从名称相近的企业中选择，或跳过此行。"
            row.notes.append(self.sheet.note(QUESTION, self.field_name, row.index, message, options, part=name))
        else:
            message = f"系统中没有企业“{name}”，请先把它导入联系企业台账，或更正名称。"
            row.notes.append(self.sheet.note(ERROR, self.field_name, row.index, message, part=name))
        return None


def _names(value) -> Sequence[str]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else value

"""The four ledgers as data: which fields each has, what offices call them, how their cells are read.

Headings are compared in the form ``headings.normal`` gives them: no space, half-width, simplified characters.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a ledger.

    ``reader`` names the cell reader in ``columns.READERS`` (it decides the value's type, see there);
    ``names`` are headings that mean this field wherever they stand;
    ``under`` are headings that mean it only in that group of columns (group → headings), e.g. 姓名 under 联系领导.
    """

    name: str
    label: str
    reader: str
    names: str = ""
    under: dict[str, str] = field(default_factory=dict)
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of ledger; ``names`` are words its title or sheet is likely to carry.

    ``keeps_extra`` says whether its records have room for columns of no field; ``left_out`` are fields that are known
    and have no place on record. What is not kept stays readable in the rows of the batch.
    """

    name: str
    label: str
    names: str
    fields: tuple[Field, ...]
    keeps_extra: bool = True
    left_out: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    @property
    def extra_goes(self) -> str:
        """What is done with the content of a column of no field, in words for a note."""
        return "内容原样保存到“其他栏目”" if self.keeps_extra else "不登记，原文可在导入批次里逐行查看"

    @property
    def required(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.required)

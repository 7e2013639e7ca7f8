"""Write the table of moves into ``docs/cases.md``, from the very table the code obeys.

Run ``manage.py document_moves`` after changing ``moves``; a test fails when the page is out of date.
"""

from pathlib import Path

from .choices import State
from .moves import MOVES

BEGIN, END = "<!-- 以下由 moves 生成 -->", "<!-- 生成部分到此为止 -->"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "cases.md"


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| 操作 | 从 | 到 | 谁可以 | 条件 | 结果 |", "|---|---|---|---|---|---|"]
    for move in MOVES.values():
        cells = [
            f"{move.label} `{move.name}`",
            "、".join(State(state).label for state in move.sources),
            State(move.target).label if move.target else "状态不变",
            "、".join(move.who),
            "；".join(guard.__doc__.strip() for guard in move.guards) or "—",
            move.effect,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(current: str) -> str:
    """Return ``current`` with its generated part made anew."""
    before, rest = current.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


def write() -> None:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

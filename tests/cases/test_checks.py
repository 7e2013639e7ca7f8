"""The table, the verbs and the forms are one: what is left out is said at start. The state has one writer."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from liaison.cases.admin import checks

ROOM = Path(settings.BASE_DIR) / "liaison" / "cases"


def test_every_move_has_a_verb_and_a_form_and_the_other_way_round():
    assert checks.check_moves() == []


@pytest.mark.parametrize(
    ("table", "name", "fault"),
    [
        ("VERBS", "escalate", "escalate is a move without a verb"),
        ("MOVES", "escalate", "escalate is a verb without a move"),
        ("FORMS", "escalate", "escalate is a move without a form"),
        ("FORMS", "rate", "rate is a move without a form"),
    ],
)
def test_what_is_left_out_is_said(monkeypatch, table, name, fault):
    whole = getattr(checks, table)
    monkeypatch.setattr(checks, table, {key: each for key, each in whole.items() if key != name})
    assert any(fault in message.msg for message in checks.check_moves())


def _writers() -> set[str]:
    """Return the files of the room in which something gets a ``state``, or a case is made with one."""
    found = set()
    for path in ROOM.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else ()
            named = any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Case"
            if named or (called and any(keyword.arg == "state" for keyword in node.keywords)):
                found.add(path.relative_to(ROOM).as_posix())
    return found


def test_one_function_writes_the_state_of_a_case():
    """Ledgers that correct their own history do it by set: ``ledgers.kinds.case_news``."""
    assert _writers() == {"services/states.py"}

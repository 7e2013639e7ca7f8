"""The four sample ledgers, read cell by cell against what they are known to contain."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from liaison.sheets import open_workbook, parse_table, read_table

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text())
LEVELS = {"省": "province", "市": "prefecture", "县": "county"}


@pytest.fixture(scope="module")
def samples():
    names = {"enterprises": "联系企业台账", "leaders": "领导联系分工表", "visits": "走访记录", "cases": "诉求台账"}
    read = {}
    for kind, name in names.items():
        table = read_table(open_workbook(ROOT / "fixtures" / "demo" / f"{name}.xlsx"), kind)
        read[kind] = table, parse_table(table, today=dt.date(2026, 11, 23))
    return read


@pytest.mark.parametrize(("kind", "header_row"), [("enterprises", 4), ("leaders", 2), ("visits", 2), ("cases", 3)])
def test_every_row_is_read_without_an_error_or_a_question(samples, kind, header_row):
    table, values = samples[kind]
    assert table.header_row == header_row
    assert len(table.rows) == EXPECTED[kind]
    assert all(c.field for c in table.columns)
    assert not table.notes
    assert not [n for notes in values.notes.values() for n in notes if n.level in ("error", "question")]


def test_enterprises_are_the_known_ones(samples):
    _, values = samples["enterprises"]
    columns = values.columns
    assert Counter(columns["leader_level"]) == {LEVELS[k]: n for k, n in EXPECTED["by_level"].items()}
    assert None not in columns["uscc"]
    assert len(set(columns["uscc"])) == EXPECTED["enterprises"]
    for i, known in enumerate(EXPECTED["rows"]):
        assert columns["name"][i] == known["name"]
        assert columns["uscc"][i] == known["uscc"]
        assert columns["leader"][i][0].name == known["leader"]
        assert columns["leader_level"][i] == LEVELS[known["level"]]
        assert columns["phone"][i] == known["phone"]


def test_leaders_name_all_enterprises_of_the_ledger(samples):
    named = {name for names in samples["leaders"][1].columns["enterprises"] for name in names}
    assert named == set(samples["enterprises"][1].columns["name"])


def test_visits_are_the_known_ones(samples):
    columns = samples["visits"][1].columns
    problems = [p or [] for p in columns["problems"]]
    assert sum(1 for p in problems if p) == EXPECTED["visits_with_problems"]
    assert sum(map(len, problems)) == EXPECTED["problems"]
    for i, known in enumerate(EXPECTED["visit_rows"]):
        assert columns["date"][i].first.isoformat() == known["date"]
        assert columns["enterprises"][i] == [known["name"]]
        assert columns["leader"][i][0].name == known["leader"]
        assert len(problems[i]) == known["problems"]


def test_cases_done_are_the_known_number(samples):
    states = [s.state for s in samples["cases"][1].columns["status"]]
    assert states.count("closed") == EXPECTED["cases_done"]

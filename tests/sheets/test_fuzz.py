"""Files broken at random, by seed, are read or refused; see ``tests.fuzz``."""

import os

import pytest

from tests.fuzz import ROOT, broken, findings, fuzz, read, sound, watch_batch


def test_broken_files_are_read_or_refused():
    outcomes = fuzz(0, count=160)
    assert findings(outcomes) == {}
    assert sorted(outcomes) == list(range(160))
    assert sum(outcome == "read" for outcome in outcomes.values()) > 30, "what is refused at the door tests little"


@pytest.mark.parametrize("number", [1010176, 1010504, 1021012, 1025524])
def test_files_that_once_failed(number):
    assert read(number) in ("read", "refused")


@pytest.mark.nightly
def test_ten_minutes_of_broken_files_are_read_or_refused():
    assert findings(fuzz(1_000_000, seconds=600)) == {}


def test_a_number_is_always_the_same_file():
    assert broken(7) == broken(7) != broken(8)


def test_every_format_is_broken():
    assert {broken(number)[0] for number in range(300)} == set(sound())


@pytest.mark.parametrize(
    ("ended", "said"),
    [("os.abort()", "the process ended with -6"), ("raise KeyError(1)", "KeyError"), ("2 / 0", "ZeroDivisionError")],
)
def test_what_ends_the_process_or_fails_is_found(monkeypatch, tmp_path, ended, said):
    """The batch is told through the environment to read with a reader that fails at number 3."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if '--batch' in sys.argv:\n"
        "    import liaison.sheets as reading\n"
        "    calls = []\n"
        "    def fail(*_):\n"
        "        calls.append(1)\n"
        "        if len(calls) == 3:\n"
        f"            {ended}\n"
        "        raise reading.FileRefused('no')\n"
        "    reading.open_workbook = fail\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    found = findings(watch_batch(10, 5))
    assert list(found) == [12]
    assert said in found[12]

"""The table of environment variables says what the code reads, and what holds where one is not set."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = (ROOT / "README.md").read_text(encoding="utf-8").split("| 环境变量 |")[1].split("\n\n")[0]
NAME = re.compile(r"`([A-Z][A-Z_0-9]+)`")
ROWS = {name: row for row in TABLE.splitlines()[1:] for name in NAME.findall(row.split("|")[1])}
READ = re.compile(r"""env\.\w+\("([A-Z_0-9]+)"|environ\.get\("([A-Z_0-9]+)\"""")
DEFAULT = re.compile(r"""env\.str\("([A-Z_0-9]+)", default="([^"]+)"\)""")
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "config").rglob("*.py")]


def test_every_variable_that_is_read_has_a_row_and_the_other_way_round():
    read = {name for source in SOURCES for found in READ.findall(source) for name in found if name}
    assert read == set(ROWS)


@pytest.mark.parametrize(("name", "default"), [pair for source in SOURCES for pair in DEFAULT.findall(source)])
def test_a_row_says_what_holds_without_the_variable(name, default):
    assert f"`{default}`" in ROWS[name].split("|")[3]

"""Random ledgers with a known truth come in as that truth, or everything that differs was told."""

from collections import Counter

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liaison.directory.resolve import RegionResolver, UnitResolver
from tests.conftest import examples

from .truth_run import run
from .truth_world import NOW, Reference

KINDS = ["leaders", "enterprises", "visits", "cases"]


@pytest.fixture
def reference_once(db, monkeypatch, settings):
    """The reference data, loaded once for all examples, and read once: they roll back only what they add."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    call_command("load_reference", verbosity=0)
    for resolver in (RegionResolver, UnitResolver):
        loaded = resolver.load()
        monkeypatch.setattr(resolver, "load", lambda loaded=loaded: loaded)
    with time_machine.travel(NOW):
        yield Reference()


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=examples(0.25),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_a_random_ledger_comes_in_as_its_truth_and_goes_out_again(reference_once, kind, seed):
    assert not run(kind, seed, reference_once)


@pytest.mark.parametrize("kind", KINDS)
def test_most_rows_are_written_as_they_stand(reference_once, kind):
    """An import that refuses every row, or warns of every cell, would pass the test above."""
    tally = Counter()
    for seed in range(4):
        run(kind, seed, reference_once, tally)
    assert tally["written"] > 0.6 * tally["rows"]
    assert tally["true"] > 0.9 * tally["findings"]

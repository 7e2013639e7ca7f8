"""Random ledgers with a known truth come in as that truth, or everything that differs was told."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.core.text import match_key
from liaison.enterprises.models import Enterprise
from liaison.ledgers import services

from .conftest import NOW
from .generator import TODAY, make


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6))
def test_a_random_ledger_of_enterprises_comes_in_as_its_truth(reference_once, seed):
    made = make("enterprises", seed)
    result = services.upload(kind="enterprises", name=made.filename, content=made.data, by=None, now=NOW, today=TODAY)
    told = {row.number: row for row in result.batch.rows.all()}
    assert sum(result.batch.counts[key] for key in ("new", "changed", "unchanged", "skipped", "error")) == len(told)
    committed = services.import_at_once(
        kind="enterprises", name=made.filename, content=made.data, by=None, now=NOW, today=TODAY, partial=True
    )
    on_record = {match_key(name) for name in Enterprise.objects.values_list("name", flat=True)}
    written = [row for row in committed.batch.rows.all() if row.outcome in ("new", "changed", "unchanged")]
    assert {match_key(row.label) for row in written} <= on_record
    silent = [row for row in committed.batch.rows.all() if row.outcome in ("error", "skipped") and not row.notes]
    assert not silent, "a row that is not written says why"
    true_names = {match_key(truth["name"]) for truth in made.truth if truth.get("name")}
    accounted = on_record | {match_key(row.label) for row in committed.batch.rows.all()}
    assert true_names <= accounted or any(row.notes for row in committed.batch.rows.all())


@pytest.fixture
def reference_once(db):
    call_command("load_reference", verbosity=0)

"""编号 without gaps, whoever files at the same moment."""

import pytest
from django.db import transaction

from liaison.cases.models import Case, CaseCounter
from liaison.cases.services import allocate_numbers, file_case
from liaison.cases.services.numbers import letter_number
from tests.threads import run_together


@pytest.mark.django_db(transaction=True)
def test_fifty_intakes_at_once_give_fifty_consecutive_numbers(case_officer, enterprise, category, now):
    def intake():
        return file_case(
            by=case_officer, now=now, enterprise=enterprise, content="续贷", category=category, source="visit"
        ).number

    numbers = run_together([intake] * 50)
    assert sorted(numbers) == [f"JL-2026-{serial:06d}" for serial in range(1, 51)]
    assert Case.objects.count() == 50


def test_a_rollback_gives_the_number_back(case_officer, enterprise, category, now):
    facts = {"by": case_officer, "now": now, "enterprise": enterprise, "category": category, "source": "visit"}
    with pytest.raises(RuntimeError), transaction.atomic():
        file_case(content="一", **facts)
        raise RuntimeError
    assert file_case(content="二", **facts).number == "JL-2026-000001"


@pytest.mark.django_db
def test_years_count_apart_and_blocks_follow_on():
    assert allocate_numbers(2025, 3) == ["JL-2025-000001", "JL-2025-000002", "JL-2025-000003"]
    assert allocate_numbers(2026) == ["JL-2026-000001"]
    assert allocate_numbers(2025, 1) == ["JL-2025-000004"]
    assert allocate_numbers(2025, 0) == []
    assert CaseCounter.objects.get(year=2025).last == 4


@pytest.mark.django_db(transaction=True)
def test_numbers_are_allocated_inside_a_transaction_only():
    with pytest.raises(transaction.TransactionManagementError):
        allocate_numbers(2026)


@pytest.mark.django_db(transaction=True)
def test_letters_written_at_once_get_consecutive_numbers_under_each_mark():
    def take(mark):
        def number():
            with transaction.atomic():
                return letter_number(mark, 2026)

        return number

    numbers = run_together([take("吉民办交"), take("吉民办函")] * 10)
    assert sorted(numbers[::2]) == sorted(numbers[1::2]) == list(range(1, 11))

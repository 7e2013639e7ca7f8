"""The way back from an enterprise to the file it came from."""

import pytest
from django.urls import reverse

from liaison.ledgers.models import ImportBatch, ImportEffect, Kind, Operation


@pytest.fixture
def effect(coordinator, enterprise, now):
    batch = ImportBatch.objects.create(
        kind=Kind.ENTERPRISES, file_name="联系企业台账.xlsx", created_by=coordinator, committed_at=now
    )
    return ImportEffect.objects.create(
        batch=batch, number=7, model="enterprises.enterprise", object_id=enterprise.pk, operation=Operation.CREATED
    )


def test_page_names_file_row_and_person(admin_client, enterprise, effect):
    text = admin_client.get(reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])).content.decode()
    assert "新增：联系企业台账“联系企业台账.xlsx”第 7 行" in text
    assert "赵示协" in text


def test_a_record_made_by_hand_has_no_such_card(admin_client, enterprise):
    text = admin_client.get(reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])).content.decode()
    assert "导入来源" not in text

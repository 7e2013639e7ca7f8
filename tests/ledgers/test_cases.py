"""诉求台账 before the house is furnished."""

import pytest

from liaison.core.errors import Refused
from liaison.ledgers.models import ImportBatch

from .conftest import preview, workbook

pytestmark = pytest.mark.django_db


def test_without_categories_the_file_is_refused_with_the_way_out_and_nothing_kept(enterprise):
    content = workbook(["序号", "企业名称", "具体问题"], [1, enterprise.name, "用电增容审批慢"], title="诉求台账")
    with pytest.raises(Refused, match="load_reference"):
        preview(content, kind="cases")
    assert not ImportBatch.objects.exists()

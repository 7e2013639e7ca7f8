import io

import pytest
from django.core.management import call_command


@pytest.fixture
def reference(db) -> str:
    """Load what every installation starts with; return what the command said."""
    said = io.StringIO()
    call_command("load_reference", stdout=said)
    return said.getvalue()

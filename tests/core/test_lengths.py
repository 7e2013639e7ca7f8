"""A text beyond its column, or one that no database keeps, is refused in words on both databases alike."""

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models, transaction

from liaison.cases.admin.arrears import ArrearsForm, PaymentForm
from liaison.cases.admin.intake import HotlineForm
from liaison.cases.models import Arrears, Case, Payment
from liaison.core.errors import Refused
from liaison.core.models import Row
from liaison.directory.models import User
from liaison.enterprises.forms import RenameForm
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.ledgers.models import ImportBatch
from liaison.visits.events.forms import EventForm
from liaison.visits.models import FollowUp, Visit, VisitEvent
from liaison.visits.quick.forms import QuickForm
from tests.world import build_world

# Forms that are no ModelForm, and where what is typed in them goes.
WRITES = [
    (ArrearsForm, Arrears),
    (PaymentForm, Payment),
    (HotlineForm, Case),
    (RenameForm, Enterprise),
    (QuickForm, Visit),
    (QuickForm, FollowUp),
    (EventForm, VisitEvent),
]


@pytest.fixture
def world(db, today, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world(now=now, today=today)


def _texts(model) -> list[models.Field]:
    fields = [f for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
    return [f for f in fields if f.editable and not f.choices and not f.primary_key]


def _saved(row, field, text) -> str:
    with transaction.atomic():
        setattr(row, field.attname, text)
        row.save()
    return getattr(type(row)._base_manager.get(pk=row.pk), field.attname)


def test_every_text_is_kept_whole_at_its_limit_and_refused_beyond(world):
    """Each text column of each registered model, by ``save()``."""
    tried = 0
    for row in list(world.values()):
        if type(row) is ImportBatch:
            continue
        for field in _texts(type(row)):
            before = getattr(row, field.attname)
            for limit in [field.max_length] if isinstance(field, models.CharField) and field.max_length else []:
                assert _saved(row, field, "示" * limit) == "示" * limit, f"{row._meta.label}.{field.name}"
                with pytest.raises(Refused, match=f"最多 {limit} 个字，现在有 {limit + 1} 个字"):
                    _saved(row, field, "示" * (limit + 1))
            for odd in ("示\x00例", "示\ud800例"):
                with pytest.raises(Refused, match="无法保存的字符"):
                    _saved(row, field, odd)
            _saved(row, field, before)
            tried += 1
    assert tried > 40


def test_rows_written_together_are_guarded_too(enterprise, officer):
    with pytest.raises(Refused, match="最多 40 个字，现在有 41 个字"):
        EnterpriseContact(enterprise=enterprise, name="示" * 41).save()
    with pytest.raises(Refused, match="地点"):
        Visit.objects.bulk_create([Visit(enterprise=enterprise, place="示" * 201)])


def test_no_admin_form_promises_more_than_its_column(world, rf):
    too_much = []
    request = rf.get("/")
    request.user = User.objects.get(is_superuser=True)
    for model, model_admin in admin.site._registry.items():
        form = model_admin.get_form(request, None, change=False)
        inlines = [(each.model, each.get_formset(request).form) for each in model_admin.get_inline_instances(request)]
        for owner, each in [(model, form), *inlines]:
            too_much += _too_much(each, owner)
    assert too_much == []


@pytest.mark.parametrize(("form", "model"), WRITES)
def test_no_other_form_promises_more_than_its_column(form, model):
    assert _too_much(form, model) == []


def _too_much(form, model) -> list[str]:
    limits = {f.name: f.max_length for f in model._meta.concrete_fields if isinstance(f, models.CharField)}
    return [
        f"{form.__name__}.{name}"
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and limits.get(name) and (field.max_length or 10**9) > limits[name]
    ]


def test_every_reason_in_the_history_may_be_a_whole_text():
    reasons = [m._meta.get_field("history_change_reason") for m in apps.get_models() if m.__name__.startswith("Hist")]
    assert reasons and all(isinstance(field, models.TextField) for field in reasons)


def test_every_model_is_guarded():
    ours = [model for model in apps.get_models() if model.__module__.startswith("liaison.")]
    assert [m.__name__ for m in ours if not issubclass(m, Row) and not m.__name__.startswith("Historical")] == []

"""A small world in which every page has something to show."""

import datetime as dt
import itertools
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from model_bakery import baker

from liaison.directory.models import Level, Region, Role, Unit, User

_numbers = itertools.count(1)
# Relations that may be empty but that a true row has.
_GIVEN = {
    "Assignment": ["enterprise", "officer"],
    "Visit": ["logged_by"],
    "ImportBatch": ["created_by"],
    "Case": ["visit"],
}


def build_world(*, now, today) -> dict[type[models.Model], Any]:
    """Create an account of each role and at least one row of every registered model; return a row by model.

    Texts are Chinese, so that whatever is English on a page is the page's own.
    """
    region = Region.objects.create(code="220000", name="吉林省", level=Level.PROVINCE, lineage="220000/")
    unit = Unit.objects.create(
        code="JL-001", name="省工业和信息化厅", short_name="省工信厅", level="province", region=region
    )
    for role in Role:
        User.objects.create_user(
            username=f"demo_{role}",
            name=f"示{role.label[:2]}",
            role=role,
            region=region,
            unit=unit,
            is_staff=True,
            is_superuser=role == Role.ADMIN,
        )
    world: dict[type[models.Model], Any] = {Region: region, Unit: unit, User: User.objects.get(role=Role.OFFICER)}
    add_another_of_each(world, now=now, today=today)
    return world


def add_another_of_each(world: dict[type[models.Model], Any], *, now, today) -> None:
    """Add a row of every registered model, each pointing at the newest rows of the others; ``world`` follows.

    Where a constraint allows one row only (a rule for each kind), that one stays.
    """
    for model in _from_the_bottom_up():
        if model in (Region, Unit, User):
            continue
        try:
            with transaction.atomic():
                world[model] = make(model, world, now=now, today=today)
        except IntegrityError:
            if model not in world:
                raise


def make(model: type[models.Model], world: dict[type[models.Model], Any], *, now, today) -> models.Model:
    """Return a saved row of ``model`` whose relations point into ``world`` and whose texts are Chinese."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        given = field.name in _GIVEN.get(model.__name__, [])
        if field.primary_key or field.choices or ((field.has_default() or field.null) and not given):
            continue
        if field.is_relation:
            values[field.name] = world[field.related_model]
        elif isinstance(field, models.FileField):
            values[field.name] = ContentFile("示例".encode(), name="示例.docx")
        elif isinstance(field, models.DateTimeField):
            values[field.name] = now
        elif isinstance(field, models.DateField):
            values[field.name] = today + dt.timedelta(days=next(_numbers) if field.unique else 0)
        elif isinstance(field, models.CharField | models.TextField):
            values[field.name] = f"示例{next(_numbers)}"[: field.max_length or 20]
    return baker.make(model, **values)


def _from_the_bottom_up() -> list[type[models.Model]]:
    """Registered models after those they point at."""
    wanted, ordered = list(admin.site._registry), []

    def add(model):
        if model in ordered or not model.__module__.startswith("liaison."):
            return
        for field in model._meta.concrete_fields:
            if field.is_relation and not field.null and field.related_model is not model:
                add(field.related_model)
        ordered.append(model)

    for model in sorted(wanted, key=lambda each: list(apps.get_models()).index(each)):
        add(model)
    return ordered

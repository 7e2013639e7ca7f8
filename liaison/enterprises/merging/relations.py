"""Every foreign key in the product that points at an enterprise, and what may exist once only."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from ..models import Enterprise


@dataclass(frozen=True)
class Relation:
    """``model.field`` points at Enterprise; many-to-many tables come as their through model."""

    model: type[models.Model]
    field: models.ForeignKey

    def rows_of(self, enterprise: Enterprise) -> models.QuerySet:
        return self.model._base_manager.filter(**{self.field.attname: enterprise.pk}).order_by("pk")

    @property
    def label(self) -> str:
        """What the rows are called; a table between two models by the name of the other one."""
        if not self.model._meta.auto_created:
            return self.model._meta.verbose_name
        others = [field for field in self.model._meta.fields if field.is_relation and field != self.field]
        return others[0].related_model._meta.verbose_name

    def once_only(self) -> Iterator[tuple[list[models.Field], Q | None]]:
        """Yield (other fields, condition) of each rule by which an enterprise may have such a row once."""
        options = self.model._meta
        if self.field.unique:
            yield [], None
        groups = [(names, None) for names in options.unique_together]
        groups += [
            (rule.fields, rule.condition)
            for rule in options.constraints
            if isinstance(rule, models.UniqueConstraint) and rule.fields
        ]
        for names, condition in groups:
            fields = [options.get_field(name) for name in names]
            if self.field in fields:
                yield [field for field in fields if field != self.field], condition


def relations() -> list[Relation]:
    """Return all relations in a fixed order. History tables keep pointing at what was: they are not moved."""
    found = [
        Relation(field.related_model, field.field)
        for field in Enterprise._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
    ]
    living = [relation for relation in found if not hasattr(relation.model, "instance_type")]
    return sorted(living, key=lambda relation: (relation.model._meta.label_lower, relation.field.name))


def same_rows(relation: Relation, winner: Enterprise, loser: Enterprise) -> Iterator[tuple[models.Model, Q | None]]:
    """Yield (row of ``loser``, condition) for rows that repeat one of ``winner``'s under a once-only rule."""
    for others, condition in relation.once_only():
        names = [field.attname for field in others]
        rule = condition or Q()
        taken = set(relation.rows_of(winner).filter(rule).values_list(*names or ["pk"]))
        if not taken:
            continue
        for row in relation.rows_of(loser).filter(rule):
            if not names or tuple(getattr(row, name) for name in names) in taken:
                yield row, condition

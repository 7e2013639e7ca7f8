"""What others have worked with is switched off, never deleted: people, units, leaders, regions.

Records go on naming them, so a row that any record mentions stays. What only belongs to the row itself (its aliases, a
person's saved filters) does not count.
"""

from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import ProtectedError

from liaison.core.models import Row


class Kept(Row):
    """Mixed into a model whose rows are deleted only while nothing mentions them.

    ``own_parts`` names the related models that go with the row.
    """

    own_parts: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def mentioned_in(self) -> list[str]:
        """Return in words the kinds of record that mention this row; one statement for each kind there is."""
        found = (label for label, rows in self._mentions() if rows.exists())
        return list(dict.fromkeys(found))

    def delete(self, *args, **kwargs):
        """Delete the row, or raise ``ProtectedError`` (a Chinese sentence) where a record mentions it."""
        if mentions := self.mentioned_in():
            raise ProtectedError(why_kept(self, mentions), {self})
        return super().delete(*args, **kwargs)

    def _mentions(self) -> Iterator[tuple[str, models.QuerySet]]:
        for relation in self._meta.get_fields(include_hidden=True):
            if not relation.auto_created or not (relation.one_to_many or relation.one_to_one):
                continue
            holder = relation.related_model
            if holder.__name__ in self.own_parts:
                continue
            rows = holder._base_manager.filter(**{relation.field.name: self.pk})
            yield _called(holder), rows.exclude(pk=self.pk) if holder is type(self) else rows


def why_kept(row: models.Model, mentions: list[str]) -> str:
    """Return the sentence that refuses to delete ``row``."""
    named = "、".join(mentions[:6]) + ("等" if len(mentions) > 6 else "")
    return f"{row._meta.verbose_name}“{row}”在系统中已有记录（{named}），不能删除，否则这些记录就不知道是谁的了。"


def _called(holder: type[models.Model]) -> str:
    """Return what people call records of ``holder``: of a table between two, the one that names the other."""
    if holder is LogEntry:
        return "操作记录"
    if origin := getattr(holder, "instance_type", None):
        return f"{origin._meta.verbose_name}的变更记录"
    return (holder._meta.auto_created or holder)._meta.verbose_name

"""Choices that rooms above bring: the column is plain text to the database and to migrations."""

from collections.abc import Callable, Iterable

from django.db import models


class BroughtChoiceField(models.CharField):
    """A word out of ``choices()``, a function that asks what the rooms hand in; a new one costs no migration."""

    def __init__(self, *args, choices: Callable[[], Iterable[tuple[str, str]]] | None = None, **kwargs) -> None:
        self._brought = choices
        super().__init__(*args, choices=choices, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs

    def clone(self):
        _name, _path, args, kwargs = self.deconstruct()
        return BroughtChoiceField(*args, choices=self._brought, **kwargs)

"""Two people, one record: what the form was opened with, what stands there now, what was typed.

The page carries a signed picture of what it showed (:func:`snapshot`). When it comes back, the picture is
compared with the record as it is now; what differs was changed meanwhile by someone else.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.forms.formsets import DEFAULT_MAX_NUM
from django.utils.formats import date_format, localize
from django.utils.timezone import localtime

from liaison.core.forms import TAKE_THEIRS
from liaison.core.params import number

TOKEN = "_seen"
_SALT = "liaison.edit"
VERSION = "#version"


@dataclass
class Difference:
    """One field that someone else changed meanwhile, and what the person editing has in its place."""

    label: str
    name: str
    mine: str
    theirs: str
    who: str
    when: dt.datetime | None
    take_theirs: bool
    """Whether the other's value is the one to keep by default: true where this person had not touched it."""


@dataclass
class EditLock:
    """What one request knows about the edit it belongs to."""

    seen: dict[str, dict[str, Any]] | None
    now: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, tuple[str, dt.datetime]] = field(default_factory=dict)

    message = "尚未保存：您编辑期间，这条记录已被他人修改，请先核对上方的说明。"

    @classmethod
    def of(cls, token: str | None) -> "EditLock":
        """Read the picture a form sent back; an unreadable one counts as an empty picture, so all is shown again."""
        if not token:
            return cls(seen=None)
        try:
            return cls(seen=signing.loads(token, salt=_SALT))
        except signing.BadSignature:
            return cls(seen={})

    @property
    def is_stale(self) -> bool:
        return self.seen is not None and self.seen != self.now

    @property
    def token(self) -> str:
        """The picture of the record as it is now, for the page about to be shown."""
        return signing.dumps(self.now, salt=_SALT, compress=True)

    def look(self, instance: models.Model, fields: list[str], formsets: list[forms.BaseModelFormSet]) -> None:
        """Take the picture of ``instance`` and of the rows in ``formsets`` as they stand in the database."""
        self.now = {"": _picture(instance, forms.model_to_dict(instance, fields))}
        for formset in formsets:
            for row in formset.get_queryset():
                picture = _picture(row, forms.model_to_dict(row, list(formset.form.base_fields)))
                self.now[f"{formset.prefix}:{row.pk}"] = picture

    def differences(self, form: forms.ModelForm, formsets: list[forms.BaseModelFormSet]) -> list[Difference]:
        """Return the fields that others changed since the page was opened and that still differ from what was typed."""
        found = self._of_form("", form, "")
        for formset in formsets:
            name = formset.model._meta.verbose_name
            for row in formset.initial_forms:
                if row.instance.pk:
                    found += self._of_form(f"{formset.prefix}:{row.instance.pk}", row, f"{name}“{row.instance}”·")
        return found

    def news(self, formsets: list[forms.BaseModelFormSet]) -> list[str]:
        """Return sentences about rows that were added or removed meanwhile."""
        names = {formset.prefix: formset.model._meta.verbose_name for formset in formsets}
        rows = {f"{formset.prefix}:{row.pk}": str(row) for formset in formsets for row in formset.get_queryset()}
        known = self.seen or {}
        added = [
            f"他人新增了{names[key.split(':')[0]]}“{rows[key]}”，保存后会保留。" for key in rows if key not in known
        ]
        gone = [key for key in known if key and key not in self.now]
        removed = [
            f"他人删除了一条{names.get(key.split(':')[0], '记录')}。您在那一行改过的内容保留在下面，保存后会重新添加。"
            for key in gone
        ]
        return added + removed

    def keep_removed_rows(self, data, prefix: str, model: type[models.Model], present: models.QuerySet) -> None:
        """Turn rows of the sent formset that someone deleted meanwhile into new rows, so that what was typed survives.

        ``data`` is the mutable form data. A row that was not touched goes, as the other person wished.
        """
        key, initial = f"{prefix}-%s-{model._meta.pk.name}", _number(data, prefix, "INITIAL_FORMS")
        posted = {index: data.get(key % index, "") for index in range(initial)}
        known = {
            str(pk)
            for pk in present.filter(pk__in=[pk for pk in posted.values() if number(pk) is not None]).values_list(
                "pk", flat=True
            )
        }
        gone = [index for index, pk in posted.items() if pk not in known]
        if not gone:
            return
        rows = [_take_row(data, prefix, index) for index in range(_number(data, prefix, "TOTAL_FORMS"))]
        kept = [row for index, row in enumerate(rows) if index not in gone]
        for index in gone:
            if not _untouched(rows[index], (self.seen or {}).get(f"{prefix}:{posted[index]}")):
                kept.append(rows[index] | {model._meta.pk.name: [""]})
        for index, row in enumerate(kept):
            for name, values in row.items():
                data.setlist(f"{prefix}-{index}-{name}", values)
        data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = len(kept), initial - len(gone)

    def _of_form(self, key: str, form: forms.ModelForm, prefix: str) -> list[Difference]:
        seen, now = (self.seen or {}).get(key, {}), self.now.get(key, {})
        people = _people(form.instance, seen.get(VERSION, 0))
        return [
            difference
            for name, form_field in form.fields.items()
            if name in now and name in seen and seen[name] != now[name]
            for difference in [_difference(form, name, form_field, seen[name], people, prefix)]
            if difference
        ]


def _difference(form, name, form_field, seen, people, prefix) -> Difference | None:
    theirs = form.initial.get(name)
    typed = form.cleaned_data[name] if name in getattr(form, "cleaned_data", {}) else form[name].value()
    if _plain(typed) == _plain(theirs):
        return None
    who, when = people.get(name) or people.get("") or ("", None)
    return Difference(
        label=f"{prefix}{form_field.label or name}",
        name=TAKE_THEIRS + form.add_prefix(name),
        mine=_words(form_field, typed),
        theirs=_words(form_field, theirs),
        who=who,
        when=when,
        take_theirs=_plain(typed) == seen,
    )


def _number(data, prefix: str, name: str) -> int:
    """Return how many rows the form says it has; what is no number, or more than a form may have, counts as none."""
    value = number(data.get(f"{prefix}-{name}", "")) or 0
    return value if value <= DEFAULT_MAX_NUM * 2 else 0


def _take_row(data, prefix: str, index: int) -> dict[str, list[str]]:
    """Remove row ``index`` from the form data and return its fields."""
    start = f"{prefix}-{index}-"
    return {key.removeprefix(start): data.pop(key) for key in list(data) if key.startswith(start)}


def _untouched(row: dict[str, list[str]], seen: dict[str, Any] | None) -> bool:
    """Whether ``row`` as sent is the row as it was shown; in doubt it is not, so nothing typed is dropped."""
    if seen is None or "DELETE" in row:
        return "DELETE" in row
    for name, value in seen.items():
        if isinstance(value, bool):
            same = (name in row) == value
        else:
            same = name not in row or name == VERSION or row[name][0].replace("\r\n", "\n") == str(value)
        if not same:
            return False
    return True


def _picture(instance: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    picture = {name: _plain(value) for name, value in values.items()}
    if hasattr(instance, "version"):
        picture[VERSION] = instance.version
    return picture


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON keeps it, the same for a value read from the database and one cleaned by a form."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return sorted(_plain(item) for item in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if value is None or isinstance(value, (bool, int, float, dict)):
        return "" if value is None else value
    return str(value).replace("\r\n", "\n")


def _words(form_field: forms.Field, value: Any) -> str:
    """Return ``value`` as people read it: names for keys, labels for choices, 是/否."""
    if value in (None, "", [], ()):
        return "（空）"
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        keys = [_plain(item) for item in value]
        return "、".join(str(row) for row in form_field.queryset.model._base_manager.filter(pk__in=keys)) or "（空）"
    if isinstance(form_field, forms.ModelChoiceField):
        row = form_field.queryset.model._base_manager.filter(pk=_plain(value)).first()
        return str(row) if row else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "Y-m-d H:i")
    if isinstance(value, dt.date):
        return value.isoformat()
    choices = dict(getattr(form_field, "choices", None) or {})
    return str(choices.get(value) or choices.get(str(value)) or localize(value))


def _people(instance: models.Model, seen_version: int) -> dict[str, tuple[str, dt.datetime]]:
    """Return, by field name, who changed ``instance`` since ``seen_version`` and when; ``""`` is the last of all."""
    manager = getattr(instance._meta, "simple_history_manager_attribute", None)
    if manager is None:
        return {}
    records = getattr(instance, manager).filter(version__gte=seen_version) if seen_version else []
    found: dict[str, tuple[str, dt.datetime]] = {}
    before = None
    for record in sorted(records, key=lambda each: each.history_id):
        name = str(record.history_user) if record.history_user else "系统"
        if before is not None:
            found[""] = (name, record.history_date)
            for tracked in record.tracked_fields:
                if getattr(record, tracked.attname) != getattr(before, tracked.attname):
                    found[tracked.name] = found[""]
        before = record
    return found

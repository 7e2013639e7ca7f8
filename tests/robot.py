"""Fills any form of the product as somebody in a hurry would: something true-looking in every box."""

import io

import xlsxwriter
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from tests.pages import parse

NOT_RECORDS = ("sessions.Session", "core.SentForm")
_SKIPPED = ("csrfmiddlewaretoken",)


def rows_of_everything() -> dict[str, int]:
    """Return how many rows each table holds; sessions and the memory of forms themselves are nobody's records."""
    kinds = [model for model in apps.get_models() if model._meta.label not in NOT_RECORDS and model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in kinds}


def forms_that_post(response) -> list:
    """Return the page's forms that send something, the way out (log-out) left aside."""
    found = parse(response).xpath("//form[translate(@method, 'POST', 'post')='post']")
    return [form for form in found if "logout" not in (form.get("action") or "")]


def fill(form, world: dict[type[models.Model], models.Model]) -> dict:
    """Return what a browser would send once every empty box of ``form`` has something in it."""
    given: dict = {}
    for box in form.inputs:
        if box.name and box.name not in _SKIPPED and "__prefix__" not in box.name:
            if box.get("type") == "radio":
                _tick(given, box, form)
            else:
                _take(given, box, _value(box, world))
    return given | _first_button(form)


def _tick(given: dict, button, form) -> None:
    """One of a group: the one that is ticked, else the last."""
    group = [each for each in form.inputs if each.name == button.name]
    if button.checked or (button is group[-1] and not any(each.checked for each in group)):
        given[button.name] = button.get("value", "on")


def _take(given: dict, box, value) -> None:
    if value is None:
        return
    before = given.get(box.name)
    given[box.name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]


def _value(box, world):
    if box.tag == "select":
        return _chosen(box, world)
    if box.tag == "textarea":
        return box.value.strip() or "示例内容：融资需要协调"
    kind = box.get("type", "text")
    if kind in ("submit", "button", "image", "reset"):
        return None
    if kind == "checkbox":
        wanted = box.checked or box.name == "_selected_action" or box.name.endswith("-take")
        return box.get("value", "on") if wanted else None
    return _file(box) if kind == "file" else box.value or _typed(box, kind)


def _chosen(select, world) -> str | None:
    ready = [option.get("value") for option in select.iter("option") if option.get("selected") is not None]
    if ready and ready[-1]:
        return ready[-1]
    if model := select.get("data-model-name"):
        field = apps.get_model(select.get("data-app-label"), model)._meta.get_field(select.get("data-field-name"))
        row = world.get(field.related_model)
        return str(row.pk) if row else None
    choices = [option.get("value") for option in select.iter("option") if option.get("value")]
    return choices[0] if choices else None


def _typed(box, kind: str) -> str:
    words = f"{box.name} {box.get('class', '')} {box.get('inputmode', '')}"
    if kind == "hidden" or box.get("required") is None:
        return ""
    if kind == "date" or "DateField" in words:
        return "2026-06-24"
    if kind == "number" or "decimal" in words or "IntegerField" in words:
        return box.get("min") or "1"
    return "示例"


def _file(box) -> SimpleUploadedFile:
    if ".pdf" in (box.get("accept") or ""):
        return SimpleUploadedFile("示例.pdf", b"%PDF-1.4\n%%EOF\n")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("企业")
        for number, row in enumerate([["企业名称", "所在地区"], ["吉林省示例食品有限公司", "吉林省"]]):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("示例.xlsx", out.getvalue())


def _first_button(form) -> dict[str, str]:
    for button in form.xpath(".//button[@name] | .//input[@type='submit'][@name]"):
        if button.get("type", "submit") == "submit":
            return {button.get("name"): button.get("value") or "1"}
    return {}

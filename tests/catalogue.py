"""Which strings a package marks for translation: what ``makemessages`` would find, without gettext's tools."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

Message = tuple[str | None, str, str | None]
"""(context, singular, plural)."""

_SIMPLE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_STRING = r"""((?:u?"(?:[^"\\]|\\.)*")|(?:u?'(?:[^'\\]|\\.)*'))"""
_CALL = re.compile(rf"\b(n?gettext|pgettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?")


def messages_of(package: str) -> set[Message]:
    """Return the messages of an installed ``package``, its tests and a part not installed here left aside."""
    root = Path(importlib.util.find_spec(package).origin).parent
    found: set[Message] = set()
    for path in root.rglob("*"):
        if {"tests", "guardian"} & set(path.parts):
            continue
        if path.suffix == ".py":
            found.update(_in_python(path.read_text()))
        elif path.suffix in (".html", ".txt"):
            found.update(_in_template(path.read_text()))
    return found


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        texts = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
        if name in _SIMPLE and texts and isinstance(texts[0], str):
            yield None, texts[0], None
        elif name in _PLURAL and len(texts) > 1 and isinstance(texts[0], str):
            yield None, texts[0], texts[1]
        elif name in _CONTEXT and len(texts) > 1 and isinstance(texts[1], str):
            yield texts[0], texts[1], None


def _in_template(source: str) -> Iterator[Message]:
    for name, first, second in _CALL.findall(templatize(source)):
        texts = [ast.literal_eval(each) if each else None for each in (first, second)]
        yield (texts[0], texts[1], None) if name == "pgettext" else (None, *texts)

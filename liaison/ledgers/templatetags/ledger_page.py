"""Words for the pages of the import flow."""

from django import template

from liaison.sheets.types import ERROR, QUESTION, WARNING

register = template.Library()
_WORDS = {ERROR: "错误：", QUESTION: "待确认：", WARNING: "提醒："}


@register.filter
def level_word(level: str) -> str:
    """Return what a note of ``level`` is called."""
    return _WORDS.get(level, "")


@register.filter
def likeness(score: float) -> str:
    """Return a score 0..1 in words."""
    return "完全相同" if score >= 0.999 else f"相似度 {score:.0%}"

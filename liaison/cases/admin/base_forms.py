"""What the forms of the moves share."""

from collections.abc import Sequence

from django import forms

from liaison.cases.choices import Complexity
from liaison.core.doubts import DoubtfulForm
from liaison.directory.models import Role, Unit, User

from .fields import long_text


class MoveForm(DoubtfulForm, forms.Form):
    """Base: knows the situation in which it is asked."""

    hint = ""

    def __init__(self, situation, *args, **kwargs):
        self.situation = situation
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the situation."""

    def inputs(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def doubts_about_units(units: Sequence[Unit]) -> list[str]:
    """Ask about units where nobody could sign for a case, or answer it: the case would lie there."""
    handlers = User.objects.filter(is_active=True, role=Role.HANDLER, unit__in=units)
    able = set(handlers.values_list("unit", flat=True))
    return [
        f"{unit}还没有能登录的经办人，交给它以后没有人签收和答复。请系统管理员先开账号，或另选单位。"
        for unit in units
        if unit.pk not in able
    ]


def deadlines_by_rule(situation) -> str:
    """Return in words when an answer would be due if the case were assigned today."""
    deadlines, today = situation.deadlines, situation.today
    days = [(label, deadlines.answer(today, key)) for key, label in Complexity.choices]
    spoken = "；".join(f"{label} {due:%Y-%m-%d}" for label, due in days)
    return "\n".join(filter(None, [f"按规定时限：{spoken}。", situation.calendar.warning(*(due for _, due in days))]))


def judicial_text() -> forms.CharField:
    return long_text(
        "标为司法事项（写明理由）", required=False, rows=2,
        help_text="只用于公安、司法行政机关主办的案件类事项：标了以后不催办、不督办、不排名。一般事项请留空。",
    )  # fmt: skip

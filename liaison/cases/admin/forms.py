"""One small form for each move: the reason, the date, the unit. ``inputs()`` is what the verb takes."""

from django import forms
from django.core.validators import MaxValueValidator

from liaison.cases.choices import Complexity, HandlingRole
from liaison.cases.deadlines import EXTENSION_DAYS_MAX, REDO_DAYS, pause_days_left
from liaison.cases.models import Case
from liaison.cases.parties import rank
from liaison.directory.models import Level

from .answer_forms import AnswerForm, AtOnceForm, RatingForm, ReleasePlannedForm
from .base_forms import MoveForm, deadlines_by_rule, doubts_about_units, judicial_text
from .fields import UnitField, UnitsField, choice, day, long_text, short_text, units_near
from .reassign_forms import ReassignForm, SucceedForm

_PICK = ("", "请选择")


class NoteForm(MoveForm):
    note = long_text("备注", required=False, rows=2)


class OptionalReasonForm(MoveForm):
    reason = long_text("说明", required=False, rows=2)


def reason_form(label: str, hint: str = "") -> type[MoveForm]:
    return type("ReasonForm", (MoveForm,), {"reason": long_text(label), "hint": hint})


class RejectForm(MoveForm):
    reason = long_text("不予受理的理由")
    notice = long_text("告知企业的方式和内容", help_text="例如：6月24日电话告知张经理，建议向法院起诉。")


class EscalateForm(MoveForm):
    level = choice("提级到", [])
    reason = long_text("本级已做的努力和需要上级协调的事项", help_text="本级能办的先在本级办，不把问题简单上交。")

    def prepare(self) -> None:
        current = rank(self.situation.case.required_level)
        self.fields["level"].choices = [_PICK] + [pair for pair in Level.choices if rank(pair[0]) > current]


class AssignForm(MoveForm):
    """Also serves the bulk page, where ``situation`` is that of the first case and ``cases`` are all."""

    lead = UnitField(label="主办单位")
    support = UnitsField(label="协办单位", help_text="向主办单位回复意见，不直接答复企业。")
    joint = UnitsField(label="会办单位")
    split = UnitsField(label="分办单位", help_text="就本单位职责部分直接答复企业。")
    complexity = choice("难易程度", Complexity.choices)
    due_on = day("办理期限", required=False, help_text="不填则按规定时限计算。")
    judicial_reason = judicial_text()
    note = long_text("交办意见", required=False, rows=2)

    def __init__(self, situation, *args, cases=None, **kwargs):
        self.cases = cases or [situation.case]
        super().__init__(situation, *args, **kwargs)

    def prepare(self) -> None:
        units = units_near(self.cases)
        for name in ("lead", "support", "joint", "split"):
            self.fields[name].queryset = units
        self.fields["complexity"].initial = self.situation.case.complexity
        if len(self.cases) == 1:
            self.fields["lead"].initial = self.situation.case.suggested_unit
        self.hint = deadlines_by_rule(self.situation)

    def doubts(self):
        data = self.cleaned_data
        return doubts_about_units([data["lead"], *data["support"], *data["joint"], *data["split"]])

    def inputs(self) -> dict:
        data = self.cleaned_data
        roles = (("support", HandlingRole.SUPPORT), ("joint", HandlingRole.JOINT), ("split", HandlingRole.SPLIT))
        return {
            "lead": data["lead"],
            "supports": [(unit, role) for name, role in roles for unit in data[name]],
            "complexity": data["complexity"],
            "due_on": data["due_on"],
            "judicial_reason": data["judicial_reason"],
            "note": data["note"],
        }


class AddSupportForm(MoveForm):
    unit = UnitField(label="单位")
    role = choice("分工", [pair for pair in HandlingRole.choices if pair[0] != HandlingRole.LEAD])
    note = long_text("说明", required=False, rows=2)

    def prepare(self) -> None:
        present = [part.unit_id for part in self.situation.handlings]
        self.fields["unit"].queryset = units_near([self.situation.case]).exclude(pk__in=present)

    def doubts(self):
        return doubts_about_units([self.cleaned_data["unit"]])


class ReplyForm(MoveForm):
    text = long_text("回复意见", rows=6)


class WaiveForm(MoveForm):
    unit = UnitField(label="免于回复的单位")
    reason = long_text("理由")

    def prepare(self) -> None:
        waiting = [part.unit_id for part in self.situation.outstanding]
        field = self.fields["unit"]
        field.queryset = field.queryset.model.objects.filter(pk__in=waiting)
        if len(waiting) == 1:
            field.initial = waiting[0]


class ExtensionForm(MoveForm):
    days = forms.IntegerField(
        label="延长工作日", min_value=1, max_value=EXTENSION_DAYS_MAX, initial=5,
        widget=forms.NumberInput(attrs=short_text("").widget.attrs),
    )  # fmt: skip
    reason = long_text("延期理由和已向企业说明的情况")

    def prepare(self) -> None:
        due, granted = self.situation.case.due_on, self.situation.granted_extensions
        self.hint = f"现期限 {due:%Y-%m-%d}，已延期 {granted} 次，最多两次，每次不超过 {EXTENSION_DAYS_MAX} 个工作日。"


class DecideExtensionForm(MoveForm):
    reason = long_text("审批意见", required=False, rows=2)

    def prepare(self) -> None:
        row = self.situation.pending_extension
        if row and self.situation.case.due_on:
            until = self.situation.calendar.add(self.situation.case.due_on, row.days)
            self.hint = (
                f"{row.asked_by} {row.asked_on:%Y-%m-%d} 申请延长 {row.days} 个工作日（到 {until:%Y-%m-%d}）。"
                f"理由：{row.reason}"
            )


class RefuseExtensionForm(DecideExtensionForm):
    reason = long_text("不同意的理由")


class ObjectionForm(MoveForm):
    reason = long_text("裁定意见", required=False, rows=2)

    def prepare(self) -> None:
        if row := self.situation.pending_objection:
            self.hint = f"{row.unit} {row.asked_on:%Y-%m-%d} 提出异议：{row.reason}"


class DismissObjectionForm(ObjectionForm):
    reason = long_text("不同意改派的理由")


class PauseForm(MoveForm):
    days = forms.IntegerField(
        label="暂停工作日", min_value=1, widget=forms.NumberInput(attrs=short_text("").widget.attrs),
    )  # fmt: skip
    material = long_text("等待企业补充的材料", rows=2)

    def prepare(self) -> None:
        most = pause_days_left(self.situation.case)
        self.fields["days"].max_value = self.fields["days"].initial = most
        self.fields["days"].validators.append(MaxValueValidator(most))
        self.hint = (
            f"只有等待企业补充材料时才能申请，本次最多 {most} 个工作日。协调办公室批准之前照常计时；"
            "到批准的最后一天自动恢复计时。"
        )


class DecidePauseForm(MoveForm):
    days = forms.IntegerField(
        label="批准工作日", min_value=1, required=False, widget=forms.NumberInput(attrs=short_text("").widget.attrs),
    )  # fmt: skip
    reason = long_text("审批意见", required=False, rows=2)

    def prepare(self) -> None:
        if row := self.situation.pending_pause:
            self.hint = (
                f"{row.asked_by} {row.asked_on:%Y-%m-%d} 申请暂停 {row.days} 个工作日，等待企业补充：{row.reason}。"
            )
            if "days" in self.fields:
                self.fields["days"].initial = row.days


class RefusePauseForm(DecidePauseForm):
    days = None
    reason = long_text("不同意的理由")


class TrackForm(MoveForm):
    hint = "办理结果记为 B（正在解决或列入计划），到节点日期必须报告进展并约定下一个节点。"
    reason = long_text("转为持续跟踪的理由")
    goal = long_text("下一个阶段目标", rows=2)
    due_on = day("节点日期")


class MilestoneForm(MoveForm):
    report = long_text("阶段进展")
    goal = long_text("下一个阶段目标", rows=2)
    due_on = day("下一个节点日期")

    def prepare(self) -> None:
        if row := self.situation.case.milestones.filter(reported_on=None).first():
            self.hint = f"当前节点：{row.goal}（{row.due_on:%Y-%m-%d}）"


def reason_and_due_form(label: str, help_text: str) -> type[MoveForm]:
    fields = {"reason": long_text(label), "due_on": day("新的办理期限", required=False, help_text=help_text)}
    return type("ReasonAndDueForm", (MoveForm,), fields)


class MergeForm(MoveForm):
    number = short_text("并入哪一件", help_text="填写对方编号，例如 JL-2026-000123。", max_length=16)
    reason = long_text("并案理由")

    def clean_number(self):
        rows = Case.objects.visible_to(self.situation.by)
        found = rows.filter(number=self.cleaned_data["number"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError("没有找到这个编号的诉求，请核对。")
        return found

    def inputs(self) -> dict:
        return {"into": self.cleaned_data["number"], "reason": self.cleaned_data["reason"]}


_BY_RULE = "不填则按规定时限计算。"
FORMS: dict[str, type[MoveForm]] = {
    "submit": MoveForm,
    "accept": NoteForm,
    "answer_at_once": AtOnceForm,
    "send_back": reason_form("需要补正的内容"),
    "reject": RejectForm,
    "assign": AssignForm,
    "sign": NoteForm,
    "object": reason_form("不属于本单位职责的依据和建议的承办单位", "每件诉求只能提出一次，由协调办公室一次裁定。"),
    "uphold_objection": ObjectionForm,
    "recall": reason_form("收回的理由", "收回后所有承办单位退出，诉求回到待交办，可以重新交办。"),
    "reassign": ReassignForm,
    "succeed": SucceedForm,
    "mark_judicial": reason_form("标为司法事项的理由", "例如：已立案侦查，依法由公安机关办理。"),
    "unmark_judicial": reason_form("取消司法事项的理由"),
    "dismiss_objection": DismissObjectionForm,
    "reply": ReplyForm,
    "waive_reply": WaiveForm,
    "add_support": AddSupportForm,
    "ask_extension": ExtensionForm,
    "grant_extension": DecideExtensionForm,
    "refuse_extension": RefuseExtensionForm,
    "ask_pause": PauseForm,
    "grant_pause": DecidePauseForm,
    "refuse_pause": RefusePauseForm,
    "resume_clock": NoteForm,
    "answer": AnswerForm,
    "track": TrackForm,
    "report_milestone": MilestoneForm,
    "resume": reason_and_due_form("恢复办理的原因", _BY_RULE),
    "escalate": EscalateForm,
    "urge": OptionalReasonForm,
    "supervise": reason_form("督办要求"),
    "return_answer": reason_and_due_form("退回重办的理由", "不填则保留原期限。"),
    "release": NoteForm,
    "release_planned": ReleasePlannedForm,
    "rate": RatingForm,
    "close_unrated": reason_form("回访情况", "几次联系、用什么方式、为什么没有评价。"),
    "archive": NoteForm,
    "reopen": reason_and_due_form("问题反弹的情况", f"不填则为 {REDO_DAYS} 个工作日。"),
    "reopen_unled": reason_form("问题反弹的情况"),
    "withdraw": reason_form("企业撤回的理由", "撤回后会另行回访企业，核实是否出于企业本意。"),
    "confirm_withdrawal": reason_form("回访情况"),
    "restore": reason_form("回访情况"),
    "merge": MergeForm,
    "unmerge": reason_form("拆分恢复的理由", "拆出后回到待交办，由协调办公室单独交办；两边的办理记录都保留。"),
}

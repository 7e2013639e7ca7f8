"""Forms for the answer, its review and what the enterprise thinks of it."""

from liaison.cases.choices import RatingChannel, RatingLevel, Result, State
from liaison.cases.deadlines import REDO_DAYS

from .base_forms import MoveForm
from .fields import choice, day, long_text

_PICK = ("", "请选择")


class AtOnceForm(MoveForm):
    text = long_text("答复内容", rows=8, help_text="写给企业看的话：解决了什么、怎么解决的、还有什么安排。")
    result = choice("办理结果", [])
    offered = (Result.SOLVED, Result.EXPLAINED, Result.NOTED)

    def prepare(self) -> None:
        self.fields["text"].initial = self.situation.case.answer
        self.fields["result"].choices = [_PICK, *((key.value, f"{key.value} {key.label}") for key in self.offered)]


class AnswerForm(AtOnceForm):
    goal = long_text("下一个阶段目标（结果为 B 时必填）", required=False, rows=2)
    due_on = day(
        "下一个节点日期（结果为 B 时必填）", required=False, help_text="审核通过后转持续跟踪，到这一天报告进展。"
    )
    silence = long_text("催请情况", rows=2, help_text="什么时候、用什么方式催请过，为什么不再等。")

    def prepare(self) -> None:
        tracked = self.situation.case.state == State.TRACKING
        self.offered = AtOnceForm.offered if tracked else tuple(Result)
        super().prepare()
        if tracked:
            del self.fields["goal"], self.fields["due_on"]
        else:
            for name in ("goal", "due_on"):  # the style sheet shows them once this result is chosen
                self.fields[name].widget.attrs["data-for-result"] = Result.PLANNED
        late = self.situation.silent
        if late:
            names = "、".join(self.situation.lateness(part) for part in late)
            self.hint = f"{names}至今没有回复。可以先行答复，逾期情况会记入办理过程。"
        else:
            del self.fields["silence"]

    def clean(self):
        data = super().clean()
        if data.get("result") == Result.PLANNED:
            for name in ("goal", "due_on"):
                if name in self.fields and not data.get(name) and name not in self.errors:
                    self.add_error(name, "办理结果为 B 的，请约定下一个阶段目标和节点日期。")
        return data


class ReleasePlannedForm(MoveForm):
    """The office may set another milestone than the unit promised."""

    hint = "答复反馈企业后转持续跟踪，不评价、不办结；到节点日期由主办单位报告进展，有了结果再答复。"
    goal = long_text("下一个阶段目标", rows=2)
    due_on = day("下一个节点日期")
    note = long_text("备注", required=False, rows=2)

    def prepare(self) -> None:
        if row := self.situation.case.milestones.filter(reported_on=None).first():
            self.initial |= {"goal": row.goal, "due_on": row.due_on}


class RatingForm(MoveForm):
    """One form for the four rating moves; what follows depends on the level and on the case's past."""

    level = choice("满意度", [_PICK, *RatingLevel.choices])
    channel = choice("评价方式", [_PICK, *RatingChannel.choices])
    comment = long_text("企业的评价", required=False, rows=3, help_text="不满意时请写明原因。")
    explanation = long_text("向企业说明的情况", required=False, rows=3)

    def prepare(self) -> None:
        if self.situation.case.redone_on_rating:
            self.hint = "已因不满意重办过一次。企业仍不满意的，由协调办公室说明情况后办结。"
        else:
            del self.fields["explanation"]
            self.hint = f"不满意、非常不满意的，诉求退回重办一次，期限 {REDO_DAYS} 个工作日。"
        if self.situation.acts_for_handling_unit:
            self.hint = "您所在单位是承办单位，这里只能代录：不办结、不退回，由联络员或协调办公室向企业核实后登记。"
        elif row := self.situation.proxy_rating:
            said = f"{row.get_level_display()}（{row.get_channel_display()}，{row.rated_on:%Y-%m-%d}）"
            self.hint = f"承办单位代录：{said}。请向企业核实，一致的照此登记，不一致的改正后登记。{self.hint}"
            self.initial |= {"level": row.level, "channel": row.channel, "comment": row.comment}

    def inputs(self) -> dict:
        return {**super().inputs(), "level": int(self.cleaned_data["level"])}

from django import forms

from liaison.core import clock
from liaison.core.doubts import DoubtfulForm
from liaison.core.errors import Refused
from liaison.core.numbering import lines_of
from liaison.core.workdays import WorkCalendar
from liaison.directory.models import Leader, User
from liaison.sheets.problems import parse_problems
from liaison.visits.defaults import leader_for, leaders_for, led_last_time
from liaison.visits.doubts import doubts_about, doubts_about_again, doubts_about_day, doubts_about_due
from liaison.visits.forms import DayInput, QuickDates
from liaison.visits.models import Method, PassedOn, Visit
from liaison.visits.services import check_visit, unix_lines

from .place import Place

RAISED, NONE = "raised", "none"
SELF, OTHER, LED = "self", "other", "leader-"


class QuickForm(DoubtfulForm, forms.Form):
    """Enterprise (given), what was said, problems or 无诉求, who went; the rest under 更多 has defaults.

    Who went is always in sight and begins as this person chose last time, never as a leader who did not go.
    """

    content = forms.CharField(
        label="谈了什么",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "生产经营、了解到的情况……"}),
    )
    issue = forms.ChoiceField(
        label="企业有没有问题要反映",
        required=False,
        choices=[(NONE, "无诉求"), (RAISED, "有问题")],
        widget=forms.RadioSelect,
    )
    problems = forms.CharField(
        label="问题及诉求",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "一行写一个问题"}),
        help_text="一行一个问题，写完一个按回车。",
    )
    held_on = forms.DateField(label="走访日期", widget=DayInput())
    method = forms.ChoiceField(label="走访方式", choices=Method.choices)
    went = forms.ChoiceField(label="谁去的", required=False, widget=forms.RadioSelect)
    companions = forms.CharField(
        label="陪同人员", max_length=1000, required=False, help_text="其他同志去的，写明是谁。"
    )
    promise = forms.CharField(
        label="答应企业的事", max_length=1000, required=False, help_text="由我跟进；到期前会提醒。"
    )
    due_on = forms.DateField(label="完成期限", required=False, widget=DayInput())

    def __init__(self, data=None, *, user: User, place: Place, quick_dates: QuickDates, passed: PassedOn | None = None):
        self.former, self.user, self.enterprise = place.former, user, place.enterprise
        last = self.former.last if self.former else clock.today()
        self.leaders = {f"{LED}{one.pk}": one for one in leaders_for(place.enterprise, officer=user, day=last)}
        likely = leader_for(place.enterprise, officer=user, day=last) if led_last_time(user) else None
        initial = {"held_on": last, "method": Method.ONSITE}
        initial["went"] = f"{LED}{likely.pk}" if likely else SELF
        if passed:
            initial |= {**passed.typed, "went": OTHER, "companions": passed.typed.get("companions") or str(passed.by)}
        super().__init__(data, initial=initial, label_suffix="")
        led = [(key, f"领导带队：{one.name}（{one.get_level_display()}）") for key, one in self.leaders.items()]
        self.fields["went"].choices = [(SELF, "本人（联络员）去的"), *led, (OTHER, "其他同志去的")]
        self.fields["held_on"].widget.attrs["max"] = last.isoformat()
        quick_dates.offer(self.fields["due_on"])
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_content(self) -> str:
        return unix_lines(self.cleaned_data["content"].strip())

    def clean_problems(self) -> list[str]:
        """Return one text per non-empty line, without the number people put in front; none where the words say so."""
        typed = self.cleaned_data["problems"]
        return [] if parse_problems(typed).value == [] else lines_of(typed)

    @property
    def leader(self) -> Leader | None:
        """Return the leader said to have led the visit; none is claimed where nothing was chosen."""
        return self.leaders.get(self.cleaned_data["went"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("went") == OTHER and not cleaned.get("companions"):
            self.add_error("companions", "请写明是谁去的。")
        problems, issue = cleaned.get("problems") or [], cleaned.get("issue")
        if cleaned.get("held_on"):
            self._refuse("held_on", held_on=cleaned["held_on"], today=clock.today(), no_issue=False, has_problems=False)
            self._refuse_after_hand_over(cleaned.get("held_on"))
        if issue == RAISED and not problems:
            self.add_error("problems", "请写下企业反映的问题，一行一个；没有问题请点“无诉求”。")
        if issue == NONE and problems:
            self.add_error("issue", "下面已写了问题，不能同时选“无诉求”：请改选“有问题”，或删去问题。")
        if not cleaned.get("content") and not problems and issue != NONE:
            self.add_error("content", "请写一句谈了什么；没有问题也可以只点“无诉求”。")
        if bool(cleaned.get("promise")) != bool(cleaned.get("due_on")) and "due_on" not in self.errors:
            missing = ("due_on", "请选完成期限。") if cleaned.get("promise") else ("promise", "请写明答应的事。")
            self.add_error(*missing)
        return cleaned

    def doubts(self) -> list[str]:
        typed, today = self.cleaned_data, clock.today()
        found = doubts_about(Visit(enterprise=self.enterprise, leader=self.leader, held_on=typed["held_on"]))
        found += doubts_about_day(typed["held_on"], today)
        found += doubts_about_again(self.enterprise, typed["held_on"], self.user)
        return found + (doubts_about_due(typed["due_on"], today, WorkCalendar.load()) if typed["due_on"] else [])

    def _refuse_after_hand_over(self, held_on) -> None:
        if self.former and held_on and held_on > self.former.last:
            after = f"之后的走访请转给{self.former.successor}记录。" if self.former.successor else "请核对日期。"
            self.add_error("held_on", f"您联系这家企业到 {self.former.last:%Y-%m-%d} 为止，{after}")

    def _refuse(self, field: str, **given) -> None:
        try:
            check_visit(**given)
        except Refused as refusal:
            self.add_error(field, refusal.message)

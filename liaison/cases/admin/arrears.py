"""清欠 pages: what is owed and the plan; a payment."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from liaison.cases.choices import DebtorKind
from liaison.cases.models import Arrears
from liaison.cases.services import arrears as services
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.sheets.numbers import parse_amount

from .fields import choice, day, long_text, short_text
from .pages import find, frame, posted

PLAN_ROWS = 4


class MoneyField(forms.DecimalField):
    """Takes amounts as ledgers write them: １２．５, 1,000, 30万元; what a ledger would tell of is refused."""

    def to_python(self, value):
        if not isinstance(value, str) or value in self.empty_values or not value.strip():
            return super().to_python(value)
        amount, note = parse_amount(value.strip())
        if amount is None or note:
            raise forms.ValidationError(f"“{value}”读不成金额，请只填数字（万元，最多两位小数）。")
        return super().to_python(amount)


def money(label: str, *, required: bool = True) -> MoneyField:
    # No number box: the browser would empty it over a comma.
    widget = forms.TextInput(attrs={**UnfoldAdminTextInputWidget().attrs, "inputmode": "decimal"})
    return MoneyField(label=label, required=required, max_digits=14, decimal_places=2, widget=widget)


class ArrearsForm(forms.Form):
    debtor = short_text("欠款单位", max_length=120)
    debtor_kind = choice(
        "欠款单位性质", [("", "请选择"), *DebtorKind.choices],
        help_text="清欠范围是机关、事业单位、国有企业和大型企业拖欠中小企业账款。",
    )  # fmt: skip
    amount = money("欠款金额（万元）")
    owed_since = day("应付款日期", help_text="合同约定应当付款的日期，账龄从这一天算起。")
    contract = short_text("合同名称", required=False, max_length=200)
    contract_number = short_text("合同编号", required=False, max_length=60)
    in_dispute = forms.BooleanField(label="存在争议", required=False, widget=UnfoldBooleanWidget())
    dispute = long_text("争议情况", required=False, rows=2)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for row in range(1, PLAN_ROWS + 1):
            self.fields[f"plan_day_{row}"] = day(f"第 {row} 期计划付款日期", required=False)
            self.fields[f"plan_amount_{row}"] = money(f"第 {row} 期计划金额（万元）", required=False)

    def clean(self):
        data = super().clean()
        for row in range(1, PLAN_ROWS + 1):
            if bool(data.get(f"plan_day_{row}")) != bool(data.get(f"plan_amount_{row}")):
                self.add_error(f"plan_day_{row}", "日期和金额要么都填，要么都不填。")
        return data

    def plan(self) -> list:
        data = self.cleaned_data
        rows = [(data[f"plan_day_{row}"], data[f"plan_amount_{row}"]) for row in range(1, PLAN_ROWS + 1)]
        return [(due, amount) for due, amount in rows if due]

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("plan_")}


class PaymentForm(forms.Form):
    paid_on = day("付款日期")
    amount = money("付款金额（万元）")
    note = short_text("说明", required=False, max_length=500)


def edit(request, pk: int):
    case = find(request, pk)
    row = Arrears.objects.filter(case=case).first()
    form = ArrearsForm(posted(request), initial=_initial(row))
    if form.is_bound and form.is_valid():
        try:
            _, warning = services.register(case, by=request.user, plan=form.plan(), **form.facts())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "欠款情况已保存。")
            if warning:
                messages.warning(request, warning)
            return redirect("admin:cases_case_page", case.pk)
    context = frame(request, f"登记欠款：{case.number}", case=case, form=form, submit="保存", effect="")
    return TemplateResponse(request, "cases/move.html", context)


def _initial(row: Arrears | None) -> dict:
    if row is None:
        return {}
    initial = {name: getattr(row, name) for name in ArrearsForm.base_fields}
    for number, instalment in enumerate(row.instalments.all()[:PLAN_ROWS], start=1):
        initial |= {f"plan_day_{number}": instalment.due_on, f"plan_amount_{number}": instalment.amount}
    return initial


def pay(request, pk: int):
    case = find(request, pk)
    form = PaymentForm(posted(request), initial={"paid_on": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            services.pay(case, by=request.user, today=clock.today(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "还款已登记。")
            return redirect("admin:cases_case_page", case.pk)
    context = frame(request, f"登记还款：{case.number}", case=case, form=form, submit="登记还款", effect="")
    return TemplateResponse(request, "cases/move.html", context)

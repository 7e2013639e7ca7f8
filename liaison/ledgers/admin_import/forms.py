"""The upload form: which ledger, which file, and the few things a file cannot say itself."""

from django import forms

from liaison.ledgers.kinds import PLANNERS
from liaison.ledgers.limits import limits
from liaison.ledgers.models import Kind

ACCEPTED = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".html", ".htm")


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="导入哪种台账", widget=forms.RadioSelect)
    file = forms.FileField(
        label="选择文件",
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )
    sheet = forms.CharField(label="工作表", required=False, max_length=255)
    effective_on = forms.DateField(
        label="交接日期",
        required=False,
        help_text="表中联系领导与系统中不同的，从这一天起由新领导联系；不填为今天。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请按“年-月-日”填写，例如 2026-06-24。"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in Kind if kind in PLANNERS]
        self.fields["kind"].error_messages["required"] = "请选择台账种类。"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > limits().bytes:
            size, limit = file.size / 1024**2, limits().bytes / 1024**2
            raise forms.ValidationError(f"文件有 {size:.1f} MB，最多 {limit:.0f} MB。请拆成几个文件分别导入。")
        return file

"""The upload form: which ledger, which file, and the few things a file cannot say itself."""

from django import forms

from liaison.ledgers.kinds import PLANNERS
from liaison.ledgers.limits import group_files, limits
from liaison.ledgers.models import Kind

ACCEPTED = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".html", ".htm", ".zip")
ALL, ONE = "all", "one"


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _FilesField(forms.FileField):
    """One file or several chosen together; the value is a list."""

    def clean(self, data, initial=None):
        return [super(_FilesField, self).clean(file, initial) for file in data or [None]]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="导入哪种台账", widget=forms.RadioSelect)
    file = _FilesField(
        label="选择文件",
        widget=_SeveralFiles(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )
    sheet = forms.CharField(label="工作表", required=False, max_length=255)
    sheets = forms.ChoiceField(
        label="有几个栏目相同的工作表时",
        required=False,
        choices=[(ALL, "全部读取，一起核对、一起确认"), (ONE, "只读最像台账的一个")],
        widget=forms.RadioSelect,
    )
    monthly = forms.BooleanField(
        label="这是每月报送的全表",
        required=False,
        help_text="勾选后与上一次的全表比较，列出新增、退出和变更的；退出的只列名单，不会自动处理。",
    )
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
        files, most = self.cleaned_data["file"], limits().bytes
        for file in files:
            packed = file.name.lower().endswith(".zip")
            if file.size > most and len(files) == 1 and not packed:
                raise forms.ValidationError(_too_large(file, most))
        if sum(file.size for file in files) > limits().unpacked:
            raise forms.ValidationError("这些文件加起来太大，请分几次导入。")
        if len(files) > group_files():
            raise forms.ValidationError(f"一次最多 {group_files()} 个文件，请分几次导入。")
        return files


def _too_large(file, most: int) -> str:
    size, limit = file.size / 1024**2, most / 1024**2
    return f"文件有 {size:.1f} MB，最多 {limit:.0f} MB。请拆成几个文件分别导入。"

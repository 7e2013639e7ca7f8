"""Blank ledgers to fill in: the export's layout, drop-downs, one example row, and a guide on a second sheet."""

import datetime as dt
from typing import BinaryIO

import xlsxwriter

from liaison.directory.models import Level
from liaison.enterprises.choices import IndustrySection, Size, SrdiLevel
from liaison.ledgers.models import Kind
from liaison.sheets import KINDS
from liaison.visits.models import Method

from .book import SheetWriter
from .layouts import LAYOUTS

ROWS_WITH_DROP_DOWNS = 2_000
_YES_NO = ["是", "否"]
CHOICES: dict[str, list[str]] = {
    "industry": list(IndustrySection.labels),
    "size": list(Size.labels),
    "above_scale": _YES_NO,
    "srdi": [*SrdiLevel.labels, "无"],
    "leader_level": list(Level.labels),
    "method": list(Method.labels),
    "status": ["已办结", "已解决", "正在办理", "持续推进", "已答复"],
    "rating": ["非常满意", "满意", "基本满意", "不满意", "非常不满意"],
}
EXAMPLES: dict[str, dict[str, str]] = {
    Kind.LEADERS: {
        "leader": "张示例", "leader_post": "副区长", "leader_level": "县级", "region": "南关区",
        "enterprises": "长春示例机械有限公司、长春示例食品有限公司", "lead_org": "区工信局",
        "support_org": "区财政局、区税务局", "officer_contact": "李示例 13800000000",
    },
    Kind.ENTERPRISES: {
        "prefecture": "长春市", "county": "南关区", "name": "长春示例机械有限公司", "industry": "制造业",
        "products": "机械配件", "size": "中型", "above_scale": "是", "srdi": "无", "output": "2800.5",
        "employees": "120", "legal_rep": "王示例", "contact": "赵示例", "phone": "13800000001",
        "address": "长春市南关区示例大街1号", "leader": "张示例", "leader_post": "副区长", "leader_level": "县级",
        "officer": "李示例", "officer_phone": "13800000000",
    },
    Kind.VISITS: {
        "date": "2026-06-24", "leader": "张示例", "companions": "李示例、王示例", "enterprises": "长春示例机械有限公司",
        "method": "实地走访", "condition": "生产经营正常", "problems": "1.流动资金紧张；2.用工缺口30人",
        "resolved": "已现场答复第1项", "next_steps": "一周内反馈",
    },
    Kind.CASES: {
        "enterprise": "长春示例机械有限公司", "region": "南关区", "reported_on": "2026-06-24", "source": "领导走访",
        "category": "融资", "content": "流动资金紧张，贷款续贷困难", "lead_org": "区工信局", "support_org": "区财政局",
        "assigned_on": "2026-06-25", "due_on": "2026-07-02", "progress": "正在协调银行", "status": "正在办理",
    },
}  # fmt: skip
GUIDE = (
    "填表说明",
    "1. 从示例行的下一行开始填写；示例行（姓名、企业名称带“示例”字样）上传前请删除。",
    "2. 标 * 的栏目必须填写，其他栏目可以空着。空着的格不会清除系统中已有的内容。",
    "3. 带下拉箭头的栏目请从列表中选择；手工填写相近的说法系统一般也认得。",
    "4. 统一社会信用代码、电话请按文本填写（单元格格式设为“文本”），以免后几位变成 0。",
    "5. 日期写成 2026-06-24、2026.6.24、2026年6月24日都可以；只知道月份就写 2026年6月，不要编日期。",
    "6. 一格里有多项（企业、人员、问题）时，用顿号、分号或换行隔开。",
    "7. 可以增加栏目，系统原样保存；不要删除表头。",
    "8. 请勿填写身份证号。非涉密系统，严禁处理国家秘密。",
)


def write_template(kind: str, out: BinaryIO, *, today: dt.date) -> None:
    """Write the blank ledger of ``kind`` to ``out``."""
    layout = LAYOUTS[Kind(kind)]
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = SheetWriter(book, layout, today, None)
        example = EXAMPLES[Kind(kind)]
        first = sheet.at
        sheet.write_row(tuple(example.get(name, "") for name in layout.names))
        text = book.add_format({"num_format": "@", "border": 1})
        for column, name in enumerate(layout.names):
            if name in ("uscc", "phone", "officer_phone"):
                sheet.sheet.set_column(column, column, layout.widths.get(name, 16), text)
            if name in CHOICES:
                _offer(sheet.sheet, first, column, name)
        _write_guide(book, kind)


def _offer(sheet, first: int, column: int, name: str) -> None:
    """Offer a drop-down that advises and does not forbid."""
    options = CHOICES[name]
    if sum(map(len, options)) + len(options) > 250:  # Excel's limit for a list written in place
        return
    rule = {
        "validate": "list",
        "source": options,
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": "建议从列表中选择。",
    }
    sheet.data_validation(first, column, first + ROWS_WITH_DROP_DOWNS, column, rule)


def _write_guide(book: xlsxwriter.Workbook, kind: str) -> None:
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    bold = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, line in enumerate(GUIDE):
        sheet.merge_range(at, 0, at, 1, line, bold if at == 0 else wrap)
    at = len(GUIDE) + 1
    spec = KINDS[kind]
    for name, heading in LAYOUTS[Kind(kind)].resource.headings().items():
        field = spec.field(name)
        sheet.write_string(at, 0, f"{heading}{' *' if field.required else ''}", wrap)
        sheet.write_string(at, 1, _advice(name, field), wrap)
        at += 1


def _advice(name: str, field) -> str:
    if name == "seq":
        return "可以不填。"
    if name in CHOICES:
        return "可填：" + "、".join(CHOICES[name])
    other = [word for word in field.names.split()[1:5] if word != field.label]
    return f"{field.label}。" + (f"表头也可以写作：{'、'.join(other)}。" if other else "")

"""Draw the shipped template of the minutes (A4 in official layout).

Run ``python -m liaison.visits.events.build`` after changing the text here; the .docx is committed.
"""

from pathlib import Path

from liaison.core.drawing import HEAD, closing, line, paper, signature, title

SHIPPED = Path(__file__).parent / "minutes.docx"


def build() -> None:
    document = paper()
    title(document, "{{ 纪要标题 }}")
    for label in ("时间", "地点", "主持人", "参加领导", "参加单位", "其他人员"):
        line(document, f"{{%p if {label} %}}")
        line(document, f"{label}：{{{{ {label} }}}}")
        line(document, "{%p endif %}")
    line(document, "参加企业：{% for 家 in 企业 %}{{ 家.名称 }}{% if not loop.last %}、{% endif %}{% endfor %}")
    line(document, "{%p if 会议情况 %}")
    line(document, "会议情况", indent=True, font=HEAD)
    line(document, "{{ 会议情况 }}", indent=True)
    line(document, "{%p endif %}")
    line(document, "企业提出的问题和答复单位", indent=True, font=HEAD)
    line(document, "{%p for 条 in 问题 %}")
    closing(
        document,
        "{{ 条.序号 }}．{{ 条.企业 }}：{{ 条.内容 }}{% if 条.单位 %}（由{{ 条.单位 }}答复）{% endif %}。",
    )
    line(document, "{%p endfor %}")
    line(document, "{%p if not 问题 %}")
    closing(document, "与会企业未提出需要协调的问题。")
    line(document, "{%p endif %}")
    signature(document, "记录人：{{ 记录人 }}", "{{ 日期 }}")
    document.save(SHIPPED)


if __name__ == "__main__":
    build()

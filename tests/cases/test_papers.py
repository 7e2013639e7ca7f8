"""Comments, attachments, letters: who may add, what is taken, who may fetch."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx.shared import Mm

from liaison.assignments.models import Assignment
from liaison.cases.choices import DocumentKind
from liaison.cases.documents import render
from liaison.cases.models import Attachment, CaseDocument, LetterTemplate
from liaison.cases.services import file_case, papers
from liaison.core.errors import Refused
from liaison.core.layout import SIGNED
from liaison.directory.models import Level, Role, Unit, UnitKind
from liaison.enterprises.models import Enterprise

from .conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def office(province, coordinator, supervisor) -> Unit:
    """The offices that write letters, each with its telephone."""
    facts = {"level": Level.PROVINCE, "region": province}
    Unit.objects.create(
        code="p-s", name="省委督查室", short_name="省委督查室", kind=UnitKind.SUPERVISION, phone="0431-2", **facts
    )
    return Unit.objects.create(
        code="p-c", name="省民营经济办公室", short_name="省民营办", kind=UnitKind.COORDINATING_OFFICE, phone="0431-1",
        **facts,
    )  # fmt: skip


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def an_xlsx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", b"%PDF-1.7"),
        ("照片.JPG", b"\xff\xd8\xff\xe0"),
        ("明细.xlsx", an_xlsx()),
        ("函.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_files_of_the_known_kinds_are_taken_under_a_name_nobody_guesses(walk, name, content):
    papers.attach(walk.case, by=walk.people["officer"], now=walk.now, files=[upload(name, content)])
    row = Attachment.objects.get()
    assert (row.name, row.size) == (name, len(content))
    assert "合同" not in row.file.name and len(row.file.name.split("/")[-1]) > 32


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("照片.heic", b"\0\0\0\x18ftypheic", "手机的 HEIC 格式照片"),
        ("照片.webp", b"RIFF\0\0\0\0WEBP", "另存为 JPG"),
        ("改名.jpg", b"\0\0\0\x18ftypheic", "手机的 HEIC 格式照片"),
        ("木马.exe", b"MZ", "不是可以上传的文件类型"),
        ("页面.html", b"<script>", "不是可以上传的文件类型"),
        ("合同.pdf", b"MZ\x90", "内容与扩展名不符"),
        ("明细.xlsx", b"PK\x03\x04broken", "内容与扩展名不符"),
        ("明细.docx", an_xlsx(), "内容与扩展名不符"),
        ("空.pdf", b"", "是空文件"),
    ],
)
def test_other_files_are_refused_and_none_of_the_batch_is_kept(walk, name, content, reason):
    files = [upload("合同.pdf", b"%PDF-1.7"), upload(name, content)]
    with pytest.raises(Refused, match=reason):
        papers.attach(walk.case, by=walk.people["officer"], now=walk.now, files=files)
    assert not Attachment.objects.exists()


def test_a_file_is_too_large(walk):
    file = upload("合同.pdf", b"%PDF-1.7")
    file.size = 21 * 1024 * 1024
    with pytest.raises(Refused, match="20 MB"):
        papers.attach(walk.case, by=walk.people["officer"], now=walk.now, files=[file])


def test_a_file_is_served_as_a_download_and_within_scope_only(walk, jilin_city):
    papers.attach(walk.case, by=walk.people["officer"], now=walk.now, files=[upload("合同.pdf", b"%PDF-1.7")])
    url = reverse("admin:cases_case_attachment", args=[Attachment.objects.get().pk])
    client = Client()
    assert client.get(url).status_code == 302
    client.force_login(make_user("stranger", Role.COORDINATOR, region=jilin_city))
    assert client.get(url).status_code == 404
    client.force_login(walk.people["office"])
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_only_those_who_have_a_part_may_write(walk):
    with pytest.raises(Refused, match="没有参与"):
        papers.comment(walk.case, by=walk.people["lead"], now=walk.now, text="看看")
    papers.comment(walk.case, by=walk.people["office"], now=walk.now, text="已电话核实")
    assert walk.case.comments.get().text == "已电话核实"


def words_of(document) -> str:
    with document.file.open("rb") as file:
        opened = docx.Document(file)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_the_assignment_slip_names_units_and_deadlines(walk):
    walk.to_handling(walk.units["support"])
    document = papers.issue_letter(walk.case, kind="assignment", by=walk.people["office"], now=walk.now)
    words = words_of(document)
    for wanted in (
        "南关区工信局：",
        walk.case.number,
        walk.case.enterprise.name,
        "南关区财政局（协办）",
        "2026年7月1日",
    ):
        assert wanted in words
    assert document.name == f"交办单-{walk.case.number}-1.docx"


def test_the_answer_letter_keeps_paragraphs_and_says_the_result_class(walk):
    walk.to_handling().do("answer", "lead", text="已协调银行。\n下周放款。", result="A").do("release", "office")
    words = words_of(papers.issue_letter(walk.case, kind="answer", by=walk.people["office"], now=walk.now)).split("\n")
    assert words[0] == "A"
    assert "已协调银行。" in words and "下周放款。" in words
    assert "{{" not in "".join(words)


def test_the_supervision_letter_counts_the_working_days_over(walk):
    walk.to_handling().do("supervise", "supervisor", later=12, reason="请说明原因")
    words = words_of(papers.issue_letter(walk.case, kind="supervision", by=walk.people["office"], now=walk.now))
    assert "已超期3个工作日" in words
    assert "请说明原因" in words


def test_both_enterprises_of_merged_cases_get_the_answer(walk, case_officer, nanguan, category):
    other = Enterprise.objects.create(name="长春市川腾信息技术有限公司", region=nanguan)
    first = Assignment.objects.get()
    Assignment.objects.create(leader=first.leader, level=first.level, enterprise=other, officer=case_officer)
    twin = file_case(by=case_officer, now=walk.now, enterprise=other, content="续贷", category=category, source="visit")
    walk.to_handling()
    main, walk.case = walk.case, twin
    walk.do("merge", "office", into=main, reason="同一事项")
    twin, walk.case = walk.case, main
    walk.do("answer", "lead", text="统一续贷", result="A").do("release", "office")
    twin.refresh_from_db()
    words = words_of(papers.issue_letter(twin, kind="answer", by=walk.people["office"], now=walk.now))
    assert other.name in words and "统一续贷" in words


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_letter_before_its_time_is_refused(walk, kind):
    with pytest.raises(Refused):
        papers.issue_letter(walk.case, kind=kind, by=walk.people["office"], now=walk.now)


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_the_shipped_templates_have_the_official_layout(kind):
    section = docx.Document(io.BytesIO(render.template_bytes(kind))).sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge / Mm(1)) for edge in edges] == [37, 35, 28, 26]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)


def a_template(text: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def test_an_office_uses_its_own_wording(walk):
    walk.to_handling()
    LetterTemplate.objects.create(kind="assignment", file=upload("本办.docx", a_template("请 {{ 主办单位 }} 办理")))
    document = papers.issue_letter(walk.case, kind="assignment", by=walk.people["office"], now=walk.now)
    assert words_of(document) == "请 南关区工信局 办理"


@pytest.mark.parametrize("text", ["{{ 不存在的词 }}", "{{ 编号", "{{ 编号.__class__.__mro__ }}"])
def test_a_faulty_template_is_refused_when_it_is_uploaded(coordinator, text):
    client = Client()
    client.force_login(coordinator)
    url = reverse("admin:cases_lettertemplate_add")
    response = client.post(url, {"kind": "answer", "file": upload("模板.docx", a_template(text))})
    assert response.status_code == 200
    assert "占位词有误" in response.content.decode()
    assert not LetterTemplate.objects.exists()


def test_a_template_too_large_is_refused(coordinator, monkeypatch):
    monkeypatch.setattr("liaison.core.forms.TEMPLATE_SIZE_MAX", 1000)
    client = Client()
    client.force_login(coordinator)
    given = {"kind": "answer", "file": upload("模板.docx", a_template("{{ 编号 }}"))}
    assert "请压缩" in client.post(reverse("admin:cases_lettertemplate_add"), given).content.decode()
    assert not LetterTemplate.objects.exists()


def _issue(walk, kind, who="office"):
    return papers.issue_letter(walk.case, kind=kind, by=walk.people[who], now=walk.now)


def test_every_letter_has_a_number_of_its_own_in_the_form_of_official_papers(walk):
    walk.to_handling().do("supervise", "supervisor", later=12, reason="请说明原因。")
    numbers = [_issue(walk, kind).doc_no for kind in ("assignment", "assignment", "supervision")]
    assert numbers == ["省民营办交〔2026〕1号", "省民营办交〔2026〕2号", "省民营办督〔2026〕1号"]
    walk.do("answer", "lead", text="已协调。", result="A").do("release", "office")
    letter = _issue(walk, "answer")
    assert letter.doc_no == "省民营办函〔2026〕1号" and letter.doc_no in words_of(letter)
    twice = CaseDocument.objects.exclude(pk=letter.pk).filter(mark="省民营办交", number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.update(number=1)


def test_an_office_counts_under_its_own_mark_and_anew_each_year(walk, office):
    Unit.objects.filter(pk=office.pk).update(letter_mark="吉民办")
    walk.to_handling()
    assert _issue(walk, "assignment").doc_no == "吉民办交〔2026〕1号"
    walk.now = walk.now.replace(year=2027)
    assert _issue(walk, "assignment").doc_no == "吉民办交〔2027〕1号"


def test_a_letter_that_could_not_be_written_gives_its_number_back(walk):
    walk.to_handling()
    own = LetterTemplate.objects.create(kind="assignment", file=upload("坏.docx", b"PK"))
    with pytest.raises(Refused):
        _issue(walk, "assignment")
    own.delete()
    assert _issue(walk, "assignment").number == 1


def test_the_office_that_writes_signs_with_its_telephone(walk, office):
    walk.to_handling().do("supervise", "supervisor", later=12, reason="请说明原因。")
    words = words_of(_issue(walk, "supervision", "supervisor"))
    assert "省委督查室" in words and "电话：0431-2" in words
    words = words_of(_issue(walk, "supervision"))
    assert "省民营经济办公室\n2026年7月6日\n（联系人：赵示协　电话：0431-1）" in words


def test_no_letter_without_a_telephone_or_an_office(walk, office):
    walk.to_handling()
    Unit.objects.filter(pk=office.pk).update(phone="")
    with pytest.raises(Refused, match=r"还没有登记电话.*“单位”.*填写“电话”"):
        _issue(walk, "assignment")
    office.delete()
    with pytest.raises(Refused, match="不知道由哪个单位署名"):
        _issue(walk, "assignment")
    assert not CaseDocument.objects.exists()


def test_a_unit_does_not_sign_what_is_addressed_to_itself(walk, office):
    walk.to_handling()
    with pytest.raises(Refused, match="您不能制发交办单"):
        _issue(walk, "assignment", "lead")
    walk.people["office"].unit = walk.units["lead"]
    Unit.objects.filter(pk=walk.units["lead"].pk).update(phone="0431-3")
    assert _issue(walk, "assignment").office == office
    CaseDocument.objects.all().delete()
    office.delete()
    with pytest.raises(Refused, match="不能由南关区工信局自己署名"):
        _issue(walk, "assignment")


def test_letters_say_nothing_that_is_not_known_and_stop_once(walk):
    walk.to_handling().do("supervise", "supervisor", later=12, reason="请说明原因。")
    letters = [_issue(walk, "assignment"), _issue(walk, "supervision")]
    planned = {"goal": "完成立项。", "due_on": walk.now.date() + dt.timedelta(days=60)}
    walk.do("answer", "lead", text="已协调银行。", result="B", **planned).do("release_planned", "office")
    for words in map(words_of, [*letters, _issue(walk, "answer")]):
        for unwanted in ("。。", "（待定）", "（未填写）", "请补填", "…", "企业联系人", "None", "（）"):
            assert unwanted not in words


def test_an_answer_that_is_a_plan_goes_out_once_it_is_released(walk):
    planned = {"goal": "完成立项", "due_on": walk.now.date() + dt.timedelta(days=60)}
    walk.to_handling().do("answer", "lead", text="已列入计划。", result="B", **planned)
    with pytest.raises(Refused, match="审核通过后"):
        _issue(walk, "answer")
    walk.do("release_planned", "office")
    assert "已列入计划" in words_of(_issue(walk, "answer"))
    walk.do("answer", "lead", later=30, text="已完成。", result="A")
    with pytest.raises(Refused, match="审核通过后"):
        _issue(walk, "answer")


def test_a_title_cut_by_an_earlier_release_is_told_whole(walk):
    walk.to_handling()
    walk.case.content, walk.case.title = "流动资金" * 9 + "。", "流动资金" * 7 + "…"
    walk.case.save()
    walk.do("answer", "lead", text="已协调。", result="A").do("release", "office")
    assert f"“{'流动资金' * 9}”" in words_of(_issue(walk, "answer"))


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_the_signature_keeps_to_the_last_lines_of_the_text(kind):
    paragraphs = docx.Document(io.BytesIO(render.template_bytes(kind))).paragraphs
    signed = next(at for at, paragraph in enumerate(paragraphs) if paragraph.style.name == SIGNED)
    kept = paragraphs[signed - 2 : signed + 2]
    assert kept[0].text and all(paragraph.paragraph_format.keep_with_next for paragraph in kept)

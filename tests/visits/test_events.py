"""Events with many: one save gives the event, a visit for each enterprise and each problem where it belongs."""

import datetime as dt
import io
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from liaison.assignments.models import Assignment
from liaison.core.errors import Refused
from liaison.directory.models import Level, Unit
from liaison.enterprises.models import Enterprise
from liaison.visits.events.minutes import SHIPPED
from liaison.visits.models import MinutesTemplate, Problem, Visit, VisitEvent
from liaison.visits.services import Attendance, ProblemInput, hold_event
from liaison.visits.services.news import ProblemsRaised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

ADD = reverse("admin:visits_visitevent_add")


@pytest.fixture
def six(nanguan, officer, leader):
    rows = [Enterprise.objects.create(name=f"长春市第{n}有限公司", region=nanguan) for n in "一二三四五六"]
    for row in rows:
        Assignment.objects.create(leader=leader, level=Level.COUNTY, enterprise=row, officer=officer)
    return rows


@pytest.fixture
def units(nanguan):
    names = ("金融办", "人社局", "自然资源局")
    return [
        Unit.objects.create(code=name, name=f"南关区{name}", short_name=name, level=Level.COUNTY, region=nanguan)
        for name in names
    ]


@pytest.fixture
def hold(officer, six, units, today, now, leader):
    def hold(**given):
        eight = [[0, 1], [2, 1], [0], [1], [2, 0], []]
        came = [
            Attendance(
                enterprise,
                problems=[ProblemInput(f"{enterprise.name}的问题{n}", units[n]) for n in asked],
                no_issue=not asked,
            )
            for enterprise, asked in zip(six, eight, strict=True)
        ]
        facts = {"kind": "office", "title": "产业园现场办公", "held_on": today, "units": units, "leaders": [leader]}
        return hold_event(**{"by": officer, "now": now, "attendances": came, **facts, **given})

    return hold


class TestService:
    def test_every_problem_keeps_its_enterprise_and_unit(self, hold, units, leader):
        held = hold()
        assert (len(held.visits), len(held.problems)) == (6, 8)
        for problem in held.problems:
            assert problem.visit.enterprise.name in problem.text
            assert problem.unit == units[int(problem.text[-1])]
        assert {visit.leader for visit in held.visits} == {leader}, "each counts for its own leader, who was there"
        assert {visit.method for visit in held.visits} == {"office"}
        assert sum(visit.no_issue for visit in held.visits) == 1

    def test_claims_no_leader_who_is_not_named(self, hold):
        assert {visit.leader for visit in hold(leaders=[]).visits} == {None}

    def test_is_all_or_nothing(self, hold, hand_in):
        hand_in(ProblemsRaised(lambda problems, **_: 1 / 0))
        with pytest.raises(ZeroDivisionError):
            hold()
        assert not VisitEvent.objects.exists()
        assert not Visit.objects.exists()

    def test_the_same_form_sent_twice_is_one_event(self, hold):
        token = uuid.uuid4()
        first, again = hold(token=token), hold(token=token)
        assert first.event == again.event
        assert first.problems == again.problems
        assert Visit.objects.count() == 6

    def test_refuses_a_last_day_before_the_first(self, hold, today):
        with pytest.raises(Refused, match="不能早于开始日期"):
            hold(held_on=today, held_until=today - dt.timedelta(days=1))
        assert not VisitEvent.objects.exists()

    def test_refuses_nobody_and_the_same_twice(self, hold, six):
        with pytest.raises(Refused, match="至少选择一家"):
            hold(attendances=[])
        with pytest.raises(Refused, match="重复出现"):
            hold(attendances=[Attendance(six[0]), Attendance(six[0])])


def typed(six, units, rows, **given):
    form = {"kind": "symposium", "title": "融资座谈会", "held_on": "2026-06-23"}
    form |= {"enterprises": [row.pk for row in six], "units": [unit.pk for unit in units]}
    form |= {"problems-TOTAL_FORMS": len(rows), "problems-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        form |= {f"problems-{n}-{key}": value for key, value in row.items()}
    return form | given


class TestPages:
    def test_one_save_from_the_form(self, as_officer, six, units):
        rows = [{"enterprise": six[n].pk, "text": f"问题{n}", "unit": units[0].pk} for n in range(2)] + [{}]
        response = as_officer.post(ADD, typed(six[:4], units, rows, rest_no_issue="on"))
        assert response.status_code == 302, response.context["form"].errors
        event = VisitEvent.objects.get()
        assert event.visits.count() == 4
        assert event.visits.filter(no_issue=True).count() == 2
        assert set(event.units.all()) == set(units)
        assert as_officer.get(response.url).status_code == 200

    def test_an_enterprise_named_only_in_a_problem_attended_too(self, as_officer, six, units):
        as_officer.post(ADD, typed([], units, [{"enterprise": six[5].pk, "text": "用地"}]))
        assert Problem.objects.get().visit.enterprise == six[5]

    @pytest.mark.parametrize(
        ("rows", "given", "words"),
        [
            ([{"text": "用地"}], {}, "请选择是哪家企业提出的"),
            ([{"text": "没有困难"}], {}, "不是问题"),
            ([], {"enterprises": []}, "至少选择一家"),
            ([], {"held_on": "2026-06-25"}, "还没有到"),
            ([], {"title": ""}, "必填"),
        ],
    )
    def test_refuses_in_words_and_keeps_what_was_typed(self, as_officer, six, units, rows, given, words):
        page = as_officer.post(ADD, typed(six, units, rows, place="三楼会议室", **given)).content.decode()
        assert words in page
        assert "三楼会议室" in page
        assert not VisitEvent.objects.exists()

    def test_an_enterprise_out_of_sight_is_refused(self, as_officer, units, jilin_city):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        as_officer.post(ADD, typed([hidden], units, []))
        as_officer.post(ADD, typed([], units, [{"enterprise": hidden.pk, "text": "用地"}]))
        assert not VisitEvent.objects.exists()

    def test_papers(self, as_officer, hold):
        event = hold().event
        paper = as_officer.get(reverse("admin:visits_event_assignments", args=[event.pk])).content.decode()
        assert paper.count("的问题") == 8
        answer = as_officer.get(reverse("admin:visits_event_minutes", args=[event.pk]))
        text = "\n".join(line.text for line in Document(io.BytesIO(answer.content)).paragraphs)
        for words in (
            "产业园现场办公纪要",
            "长春市第六有限公司",
            "8．",
            "（由金融办答复）",
            "参加单位：人社局、自然资源局、金融办",
        ):
            assert words in text
        assert "{" not in text

    def test_what_one_may_not_see_is_counted_and_not_named(self, client, hold, officer, six, jilin_city, now, today):
        hidden = Enterprise.objects.create(name="吉林市某某公司", region=jilin_city)
        event = hold(attendances=[Attendance(six[0]), Attendance(hidden, problems=[ProblemInput("保密问题")])]).event
        VisitEvent.objects.update(logged_by=None)
        Visit.objects.update(logged_by=None)
        officer.is_staff = True
        officer.save()
        client.force_login(officer)
        for name in ("page", "assignments"):
            page = client.get(reverse(f"admin:visits_event_{name}", args=[event.pk])).content.decode()
            assert "吉林市某某公司" not in page
            assert "保密问题" not in page
        assert "另有 1 家" in client.get(reverse("admin:visits_event_page", args=[event.pk])).content.decode()
        Assignment.objects.all().delete()
        for name in ("page", "assignments", "minutes"):
            assert client.get(reverse(f"admin:visits_event_{name}", args=[event.pk])).status_code == 404

    def test_the_list_costs_the_same_at_any_length(self, as_officer, hold, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = reverse("admin:visits_visitevent_changelist")
        hold()
        with CaptureQueriesContext(connection) as once:
            page = as_officer.get(url)
        row = page.context["cl"].result_list[0]
        assert (row.enterprise_count, row.problem_count) == (6, 8)
        hold()
        hold()
        with django_assert_num_queries(len(once)):
            as_officer.get(url)


class TestTemplate:
    def own(self, text):
        document = Document()
        document.add_paragraph(text)
        content = io.BytesIO()
        document.save(content)
        return content.getvalue()

    def test_an_office_may_use_its_own(self, as_officer, hold, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        MinutesTemplate(note="本县").file.save("x.docx", ContentFile(self.own("本县：{{ 名称 }}")))
        MinutesTemplate.objects.all()
        answer = as_officer.get(reverse("admin:visits_event_minutes", args=[hold().event.pk]))
        assert Document(io.BytesIO(answer.content)).paragraphs[0].text == "本县：产业园现场办公"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"not a document", "不是可用的 Word 文件"),
            ("{{ 会议名 }}", "占位词有误"),
            ("{{ ''.__class__.__mro__ }}", "占位词有误"),
            (SHIPPED.read_bytes(), ""),
        ],
    )
    def test_a_faulty_one_is_refused_on_upload(self, client, admin_account, settings, tmp_path, content, words):
        settings.MEDIA_ROOT = tmp_path
        admin_account.is_staff = True
        client.force_login(admin_account)
        given = content if isinstance(content, bytes) else self.own(content)
        page = client.post(
            reverse("admin:visits_minutestemplate_add"), {"file": SimpleUploadedFile("a.docx", given), "note": ""}
        )
        assert MinutesTemplate.objects.exists() == (not words)
        if words:
            assert words in page.content.decode()

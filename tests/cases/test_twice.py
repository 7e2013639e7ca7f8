"""What is counted in money or by number, sent twice from its form: one payment, one letter, one set of files."""

import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liaison.cases.choices import DebtorKind
from liaison.cases.models import Attachment, CaseDocument, Payment
from liaison.cases.services import arrears
from liaison.core.once import FIELD
from liaison.directory.models import Level, Unit, UnitKind
from tests.pages import parse
from tests.threads import run_together


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(walk) -> Client:
    user = walk.people["office"]
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def token_on(client, url: str, *fields: str) -> dict[str, str]:
    """Return the token that the page's form with ``fields`` (or sent to that address) was drawn with."""
    (form,) = (form for form in parse(client.get(url)).forms if form.action == fields[0] or fields[0] in form.fields)
    return {FIELD: form.fields[FIELD]}


def at_once(client, url: str, data: dict) -> list:
    def send():
        other = Client()
        other.cookies = client.cookies
        return other.post(url, data)

    return run_together([send] * 3)


@pytest.mark.django_db(transaction=True)
def test_one_payment(office, walk, now):
    facts = {"debtor": "某某局", "debtor_kind": DebtorKind.AUTHORITY, "amount": Decimal(100), "owed_since": now.date()}
    arrears.register(walk.case, by=walk.people["office"], plan=[], **facts)
    url = reverse("admin:cases_case_payment", args=[walk.case.pk])
    given = {"paid_on": "2026-06-01", "amount": "30", **token_on(office, url, "paid_on")}
    answers = at_once(office, url, given)
    assert {answer["Location"] for answer in answers} == {reverse("admin:cases_case_page", args=[walk.case.pk])}
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_numbered_letter(office, walk, province):
    Unit.objects.create(
        code="p-c", name="省民营经济办公室", short_name="省民营办", kind=UnitKind.COORDINATING_OFFICE, phone="0431-1",
        level=Level.PROVINCE, region=province,
    )  # fmt: skip
    walk.accept().assign()
    url = reverse("admin:cases_case_letter", args=[walk.case.pk, "assignment"])
    token = token_on(office, reverse("admin:cases_case_page", args=[walk.case.pk]), url)
    answers = at_once(office, url, token)
    document = CaseDocument.objects.get()
    assert {answer["Location"] for answer in answers} == {reverse("admin:cases_case_document", args=[document.pk])}
    assert office.get(answers[0]["Location"])["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_one_set_of_files(office, walk):
    url = reverse("admin:cases_case_attach", args=[walk.case.pk])
    token = {FIELD: str(uuid.uuid4())}
    for _ in range(2):
        office.post(url, token | {"files": SimpleUploadedFile("合同.pdf", b"%PDF-1.4\n")})
    assert Attachment.objects.count() == 1
    office.post(url, token | {"files": SimpleUploadedFile("发票.pdf", b"%PDF-1.4\n")})
    assert Attachment.objects.count() == 1, "another file under the same token is asked about first"

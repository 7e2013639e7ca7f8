import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.enterprises import merging, page
from liaison.enterprises.models import Enterprise, EnterpriseContact
from liaison.enterprises.templatetags.enterprise_page import dialable


def address(enterprise):
    return reverse("admin:enterprises_enterprise_page", args=[enterprise.pk])


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("138 0000 0000", "13800000000"),
        ("0431-8890 0000转806", "043188900000,806"),
        ("+86 13800000000、0431-88900000", "+8613800000000"),
        ("办：88900000", "88900000"),
        ("", ""),
    ],
)
def test_a_phone_number_is_dialled_as_written_for_people(phone, dialled):
    assert dialable(phone) == dialled


def test_page_shows_the_essentials_with_numbers_to_dial(admin_client, enterprise, leader, officer, today):
    from liaison.assignments import services
    from liaison.directory.models import User

    User.objects.filter(pk=officer.pk).update(phone="13933996752")
    services.assign(leader=leader, enterprise=enterprise, officer=officer, today=today)
    EnterpriseContact.objects.create(enterprise=enterprise, name="孙示亚", phone="0431-88900000转806")
    text = admin_client.get(address(enterprise)).content.decode()
    for expected in (
        enterprise.name,
        enterprise.uscc,
        "南关区",
        "周示晓",
        "副区长",
        'href="tel:13933996752"',
        'href="tel:043188900000,806"',
    ):
        assert expected in text


def test_an_enterprise_with_nothing_says_so_kindly(admin_client, nanguan):
    text = admin_client.get(address(Enterprise.objects.create(name="甲", region=nanguan))).content.decode()
    assert "暂无统一社会信用代码" in text
    assert "还没有登记企业联系人" in text
    assert "还没有领导联系这家企业" in text


def test_a_higher_room_adds_a_section_in_its_place(admin_client, enterprise, hand_in):
    def extra(enterprise, request):
        return f"<p>{enterprise.pk} 号</p>"

    more = page.Link("更多", "/x/")
    hand_in(
        page.Section("extra", "走访之外", order=1, render=extra, more=lambda enterprise, request: more),
        page.Section("silent", "不说话", order=2, render=lambda enterprise, request: ""),
    )

    text = admin_client.get(address(enterprise)).content.decode()
    assert text.index("走访之外") < text.index("企业联系人")
    assert "不说话" not in text
    assert 'href="/x/"' in text


def test_statements_do_not_depend_on_what_hangs_on_the_enterprise(admin_client, enterprise):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(enterprise))
        return len(captured)

    EnterpriseContact.objects.create(enterprise=enterprise, name="甲")
    statements()
    first = statements()
    for number in range(20):
        EnterpriseContact.objects.create(enterprise=enterprise, name=f"乙{number}")
    assert statements() == first


def test_the_address_of_a_merged_duplicate_leads_to_the_record_that_stayed(admin_client, enterprise, nanguan):
    twin = Enterprise.objects.create(name="禾龙", region=nanguan)
    merging.merge(winner=enterprise, loser=twin, choices={}, by=None)
    gone = Enterprise(pk=Enterprise.history.get(history_type="-").id)
    assert admin_client.get(address(gone)).url == address(enterprise)


def test_merge_and_undo_through_the_pages(admin_client, enterprise, nanguan):
    twin = Enterprise.objects.create(name="长春禾龙装备制造有限责任公司", region=nanguan)
    for row in (enterprise, twin):
        EnterpriseContact.objects.create(enterprise=row, name=f"联系人{row.pk}", is_primary=True)
    merge = reverse("admin:enterprises_enterprise_merge", args=[enterprise.pk])
    assert twin.name in admin_client.get(merge).content.decode()
    preview = admin_client.get(merge, {"other": twin.pk})
    assert "各有一位主要联系人" in preview.content.decode()
    sent = {"other": twin.pk, "keep": "this", "confirm": "1"}
    refused = admin_client.post(merge, sent | {"fingerprint": preview.context["plan"].fingerprint()})
    assert "还有问题没有选择" in refused.content.decode()
    chosen = {"choice-contact": "loser"}
    again = admin_client.post(merge, {"other": twin.pk, "keep": "this", "preview": "1"} | chosen)
    sent |= chosen | {"fingerprint": again.context["plan"].fingerprint()}
    assert admin_client.post(merge, sent).url == address(enterprise)
    assert not Enterprise.objects.filter(pk=twin.pk).exists()
    assert enterprise.contacts.get(is_primary=True).name == f"联系人{twin.pk}"
    undo = reverse("admin:enterprises_enterprise_unmerge", args=[enterprise.pk, enterprise.merges.get().pk])
    assert undo in admin_client.get(address(enterprise)).content.decode()
    assert twin.name in admin_client.get(undo).content.decode()
    assert admin_client.post(undo).url == address(twin)
    assert Enterprise.objects.filter(pk=twin.pk).exists()

"""The main job, end to end, through the real processes and a real browser."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from liaison.assignments.models import Assignment
from liaison.core.clock import today as real_today
from liaison.reminders.models import Delivery, Reminder
from liaison.visits.models import FollowUp

PASSWORD = "Linjiang-2026"


@pytest.fixture
def open_page(chromium, start_product):
    """Return ``open_page(user, width=…)``: the product's home in a fresh session of ``user``, signed in by the form."""
    product = start_product()
    contexts = []

    def sign_in(user, *, width: int) -> Page:
        context = chromium.new_context(
            base_url=product.url, viewport={"width": width, "height": 844}, locale="zh-CN", is_mobile=width < 431
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("用户名").fill(user.username)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile("/admin/$"))
        return page

    sign_in.product = product
    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def people(officer, supervisor, leader, enterprise, working_today):
    """The officer serves the enterprise for its leader; officer and supervisor may sign in."""
    for user in (officer, supervisor):
        user.is_staff = True
        user.set_password(PASSWORD)
        user.save()
    Assignment.objects.create(leader=leader, level=leader.level, enterprise=enterprise, officer=officer)


def test_visit_logged_reminder_delivered_progress_seen(people, open_page, officer, supervisor, enterprise):
    yesterday = real_today() - dt.timedelta(days=1)
    phone = open_page(officer, width=390)
    phone.goto(f"{reverse('admin:visits_quick')}?enterprise={enterprise.pk}")
    phone.get_by_label("谈了什么").fill("订单饱满，厂区用电接近上限。")
    phone.get_by_role("radio", name="无诉求").check()
    phone.get_by_text("更多（").click()
    phone.get_by_label("答应企业的事").fill("协调办理用电增容")
    phone.get_by_label("完成期限").fill(yesterday.isoformat())
    phone.get_by_role("button", name="保存").click()
    phone.get_by_role("button", name="仍要保存").click()  # a promise already overdue is asked about
    expect(phone.get_by_text("已保存")).to_be_visible()
    assert FollowUp.objects.get().due_on == yesterday

    # Beat's own task, through the broker, by the worker; sent twice, as a redelivery would.
    open_page.product.manage(
        "shell", "-v0", "-c", "from liaison.reminders.tasks import scan; scan.delay(); scan.delay()"
    )
    bell = phone.locator(".li-bell")
    for _ in range(100):
        phone.goto("/admin/")
        if bell.get_attribute("aria-label") == "提醒，1 条未读":
            break
    expect(bell).to_have_attribute("aria-label", "提醒，1 条未读")
    assert Reminder.objects.count() == Delivery.objects.count() == 1
    bell.click()
    phone.get_by_role("link", name="协调办理用电增容").click()
    expect(phone).to_have_url(re.compile(r"/followup/\d+/change/"))
    expect(bell).to_have_attribute("aria-label", "提醒，没有未读")

    desk = open_page(supervisor, width=1366)
    card = desk.locator("a.li-p-card", has_text="逾期的跟进事项")
    expect(card).to_contain_text("1")
    card.click()
    expect(desk.get_by_role("link", name="协调办理用电增容")).to_be_visible()

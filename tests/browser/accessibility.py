"""axe-core on a page of ours."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_GRAVE = {"serious", "critical"}


def assert_accessible(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """Fail where axe finds anything serious or critical on ``page`` as it stands; ``but`` names rules left aside."""
    findings = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    "
        + "\n    ".join(f"{node['target']} {node['html'][:200]}" for node in each["nodes"][:5])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in _GRAVE and each["id"] not in but
    ]
    assert not findings, f"{page.url}\n" + "\n".join(findings)


def assert_fits(page: Page) -> None:
    """Fail where ``page`` scrolls sideways."""
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1], f"{page.url} is {sizes[0]} px wide in a window of {sizes[1]} px"

"""共性问题: gather cases that are one matter."""

from collections.abc import Iterable

from django.db import transaction

from liaison.core.errors import Refused

from ..models import Case, CommonIssue


@transaction.atomic
def gather(cases: Iterable[Case], *, by, issue: CommonIssue | None = None, title: str = "", description: str = ""):
    """Put ``cases`` under ``issue``, or under a new one called ``title``. Returns the issue.

    The region of a new issue is the one its gatherer looks after. Raises :class:`Refused` without cases or title.
    """
    cases = list(cases)
    if not cases:
        raise Refused("请先选择诉求。")
    if issue is None:
        if not title.strip():
            raise Refused("请选择已有的共性问题，或填写新的共性问题名称。")
        region = by.region or cases[0].enterprise.region
        issue = CommonIssue.objects.create(
            title=title.strip(),
            description=description.strip(),
            category=cases[0].category,
            region=region,
            gathered_by=by,
        )
    for case in Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"):
        case.common_issue = issue
        case.version += 1
        case.save(update_fields=["common_issue", "version", "updated_at"])
    return issue

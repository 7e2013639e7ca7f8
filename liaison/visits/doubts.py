"""What is unusual about a visit and may still be right; the sentences are those of 联系关系."""

from liaison.assignments.doubts import gone, out_of_post
from liaison.directory.models import Leader
from liaison.enterprises.choices import GONE
from liaison.enterprises.models import Enterprise

from .models import Visit


def doubts_about(visit: Visit) -> list[str]:
    """Return what is unusual about saving ``visit``; two statements at most."""
    found = []
    if visit.leader_id and Leader.objects.out_of_post(visit.held_on).filter(pk=visit.leader_id).exists():
        found.append(out_of_post(visit.leader, visit.held_on, None))
    gone_by_then = Enterprise.objects.gone(visit.held_on).filter(pk=visit.enterprise_id)
    if visit.enterprise.status in GONE and gone_by_then.exists():
        found.append(gone(visit.enterprise, visit.enterprise.get_status_display()))
    return found

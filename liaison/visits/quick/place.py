"""At which enterprise a visit is written down, for an address that may be older than a merge or a hand-over."""

from dataclasses import dataclass

from django.http import Http404

from liaison.assignments.whereabouts import HandedOver, handed_over
from liaison.core.moved import not_found
from liaison.core.params import number
from liaison.directory.models import User
from liaison.enterprises.holding import standing_for
from liaison.enterprises.models import Enterprise


@dataclass(frozen=True)
class Place:
    """``asked`` is the id in the address, under which the browser keeps its draft; ``former`` is set for somebody
    who served the enterprise until a day gone by: they may log what they did up to then, and learn nothing new."""

    asked: int
    enterprise: Enterprise
    former: HandedOver | None = None

    @property
    def notice(self) -> str:
        if self.former:
            return f"{self.former.said}到那一天为止的走访仍可补记。"
        if self.asked != self.enterprise.pk:
            return f"您打开的企业已并入“{self.enterprise.name}”，这次走访将记在“{self.enterprise.name}”名下。"
        return ""


def place_of(given: str, user: User) -> Place | None:
    """Return where to write for the address's ``enterprise``; None where none is given. Strangers get a 404."""
    if not given:
        return None
    words = "企业不存在，或不在您的查看范围内。"
    asked = number(given)
    if asked is None:
        raise Http404(words)
    standing = standing_for([asked])[asked]
    enterprise = Enterprise.objects.visible_to(user).select_related("region").filter(pk=standing).first()
    if enterprise is not None:
        return Place(asked, enterprise)
    former = handed_over(standing, user)
    if former is None:
        raise not_found(Enterprise, asked, user, words)
    return Place(asked, former.enterprise, former)

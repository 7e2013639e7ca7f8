"""Old addresses of what a merge took away lead to the record that stayed, for those who may see it."""

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.timezone import localdate

from liaison.core import moved
from liaison.core.followed import Followed

from .holding import standing_for
from .models import Enterprise, Merge


def merged_away(model, pk: int, user) -> moved.Whereabouts | None:
    merge = Merge.objects.standing().filter(loser_id=pk).first()
    if merge is None:
        return None
    return _at_the_record_that_stayed(merge, f"“{merge.loser_name}”", user)


def standing(pk: int) -> Followed | None:
    """Return the enterprise into which number ``pk`` was merged, however often."""
    merge = Merge.objects.standing().filter(loser_id=pk).first()
    if merge is None:
        return None
    now = Enterprise.objects.get(pk=standing_for([pk])[pk])
    return Followed(now.pk, merge.loser_name, now.name)


def dropped_by_a_merge(model, pk: int, user) -> moved.Whereabouts | None:
    """A contact or a link that stood on both records stands on the one that stayed, once."""
    label = model._meta.label_lower
    merges = Merge.objects.visible_to(user).standing().annotate(text=Cast("ledger", TextField()))
    for merge in merges.filter(text__contains=f'"{label}"').order_by("-pk")[:50]:
        if any((step["do"], step["model"], step["pk"]) == ("drop", label, pk) for step in merge.ledger):
            said = f"“{merge.loser_name}”名下的这条{model._meta.verbose_name}"
            return _at_the_record_that_stayed(merge, said, user)
    return None


def _at_the_record_that_stayed(merge: Merge, what: str, user) -> moved.Whereabouts | None:
    seen, winner = Enterprise.objects.visible_to(user), merge.winner_id
    enterprise = seen.filter(pk=winner).first()
    if enterprise is None:
        return moved.whereabouts(Enterprise, winner, user)
    said = f"{what}已于 {localdate(merge.created_at):%Y-%m-%d} 并入“{enterprise.name}”，下面是现在的记录。"
    return moved.Whereabouts(said, reverse("admin:enterprises_enterprise_page", args=[winner]), straight=True)

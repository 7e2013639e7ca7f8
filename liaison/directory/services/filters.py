from django.db import transaction

from liaison.core import listing
from liaison.core.errors import Refused
from liaison.core.text import tidy
from liaison.directory.models import SavedFilter, User

MOST = 20
"""Saved filters of one person on one list; more would hide the list on a phone."""


@transaction.atomic
def keep_filter(*, by: User, page: str, name: str, query: str) -> SavedFilter:
    """Keep ``query`` (the address of list ``page`` after "?") for ``by`` under ``name``.

    Refuses, with nothing written: no name or one too long, a name already given on this list, nothing filtered,
    conditions too long to keep, more than ``MOST``.
    """
    name = tidy("".join(sign for sign in name if sign.isprintable()))
    query = listing.lasting_query(query)
    _check_form(name, query)
    # The person's own row is the lock: two taps at once are counted one after the other.
    User.objects.select_for_update().get(pk=by.pk)
    names = set(SavedFilter.objects.visible_to(by).on(page).values_list("name", flat=True))
    if name in names:
        raise Refused(f"这个列表已有名为“{name}”的筛选。请换一个名称，或先删除原来的。")
    if len(names) >= MOST:
        raise Refused(f"每个列表最多保存 {MOST} 个筛选。请先删除不用的，再保存“{name}”。")
    return SavedFilter.objects.create(user=by, page=page, name=name, query=query)


def _check_form(name: str, query: str) -> None:
    longest_name = SavedFilter._meta.get_field("name").max_length
    if not name:
        raise Refused("请给要保存的筛选起个名称，例如“本月超期”。")
    if len(name) > longest_name:
        raise Refused(f"名称最多 {longest_name} 个字，“{name[:longest_name]}…”有 {len(name)} 个字，请缩短后再保存。")
    if not listing.narrows(query):
        raise Refused("当前没有筛选或搜索条件。请先筛选或搜索，再保存。")
    if len(query) > SavedFilter._meta.get_field("query").max_length:
        raise Refused("筛选条件太长，无法保存。请减少选项或缩短搜索的文字。")

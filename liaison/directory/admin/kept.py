"""The delete button of what is kept: where records mention the row it says so and offers to switch off instead."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.kept import why_kept
from liaison.directory.services import switch_off

_BUTTONS = {"user": "停用这个账号", "unit": "从明天起停用", "region": "从明天起停用", "leader": "登记今天离任"}
_WHEN_OFF = {
    "user": "不再使用的，请停用。停用后不能再登录，走访、诉求、办理记录仍写着这个人的姓名；以后可以重新启用。",
    "unit": "不再使用的，请停用。停用后不能再选来承办或牵头，已有的诉求和联系仍写着这个单位；可随时修改停用日期。",
    "region": "不再使用的，请停用。停用后不能再选，已有的企业和单位仍在这个地区；并入别处的，请在“现地区”里写明。",
    "leader": "已经离任的，请登记离任。离任后仍可办理交接，已有的走访和联系仍写着这位领导；可随时修改离任日期。",
}


class KeptMixin:
    """For admins of :class:`~liaison.core.kept.Kept` models."""

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, row) or not (mentions := row.mentioned_in()):
            return super().delete_view(request, object_id, extra_context)
        if "_switch_off" in request.POST and self._may_switch_off(request, row):
            return self._switch_off(request, row)
        context = {
            **self.admin_site.each_context(request),
            "title": f"不能删除{self.opts.verbose_name}",
            "opts": self.opts,
            "row": row,
            "why": why_kept(row, mentions),
            "when_off": _WHEN_OFF[self.opts.model_name],
            "button": _BUTTONS[self.opts.model_name] if self._may_switch_off(request, row) else "",
            "back": self._page_of(row),
        }
        return TemplateResponse(request, "directory/kept.html", context)

    def get_deleted_objects(self, objs, request):
        """Name those that must stay, so that the list's own delete action does nothing either."""
        lines, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [why_kept(row, mentions) for row in objs if (mentions := row.mentioned_in())]
        return lines, counts, lacking, kept or protected

    def _may_switch_off(self, request, row) -> bool:
        off = {"user": "is_active", "leader": "note"}.get(self.opts.model_name, "valid_to")
        return self.has_change_permission(request, row) and off not in self.get_readonly_fields(request, row)

    def _switch_off(self, request, row):
        try:
            said = switch_off(row, by=request.user, day=clock.today())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            self.log_change(request, row, said)
            messages.success(request, said)
        return redirect(self._page_of(row))

    def _page_of(self, row) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

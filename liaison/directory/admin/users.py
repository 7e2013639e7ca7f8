from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from liaison.core.admin import LiaisonModelAdmin
from liaison.directory.models import User

from .filters import LackingFilter, PrefectureFilter
from .kept import KeptMixin
from .permissions import OwnRegionMixin

_STATES = {"可以登录": "success", "未设密码": "warning", "缺单位": "danger", "缺地区": "danger", "已停用": "default"}


@admin.register(User)
class UserAdmin(KeptMixin, OwnRegionMixin, LiaisonModelAdmin, DjangoUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("name", "username", "role_label", "place", "phone", "state")
    list_filter = (("role", ChoicesDropdownFilter), PrefectureFilter, LackingFilter, "is_active")
    search_fields = ("name", "username", "phone")
    search_help_text = "姓名、拼音、用户名、手机或单位"
    ordering = ("name", "id")
    filter_horizontal = ()
    autocomplete_fields = ("unit", "region")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": (("name", "username"), ("phone", "email"), "password")}),
        ("职责与范围", {"fields": ("role", ("unit", "region"))}),
        ("账号", {"fields": ("is_active", "is_staff", "is_superuser", ("last_login", "date_joined"))}),
    )
    add_fieldsets = (
        (None, {"fields": (("name", "username"), ("phone", "email"), ("role",), ("unit", "region"))}),
        ("初始密码", {"fields": ("usable_password", "password1", "password2")}),
    )

    @display(description="角色", ordering="role", label=True)
    def role_label(self, user):
        return user.get_role_display()

    @display(description="单位或地区", empty_value="未填写")
    def place(self, user):
        return user.unit or user.region

    @display(description="账号状态", label=_STATES)
    def state(self, user):
        if not (user.is_active and user.is_staff):
            return "已停用"
        if user.lacks:
            return "缺单位" if user.lacks == "unit" else "缺地区"
        return "可以登录" if user.has_usable_password() else "未设密码"

    def get_queryset(self, request):
        # The autocomplete labels name the unit or region.
        return super().get_queryset(request).select_related("unit", "region")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

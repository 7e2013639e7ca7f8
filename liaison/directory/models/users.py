from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from liaison.core.kept import Kept
from liaison.core.scope import ScopedQuerySet
from liaison.core.search import SearchField, best_first, matching

from .regions import Region
from .units import Unit


class Role(models.TextChoices):
    """What someone does here; the rooms say what each may do (``core.rooms.Permits``)."""

    OFFICER = "officer", "联络员"
    HANDLER = "handler", "承办单位经办人"
    COORDINATOR = "coordinator", "协调办公室"
    SUPERVISOR = "supervisor", "督查督办"
    ADMIN = "admin", "系统管理员"


# Who works for a unit, and who looks after a region: without it nothing is theirs to see.
UNIT_ROLES = (Role.HANDLER,)
REGION_ROLES = (Role.COORDINATOR, Role.SUPERVISOR)


class UserQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return people of the same unit, or of the region that ``user`` looks after, and oneself."""
        scope = Q(pk=user.pk)
        if user.unit_id:
            scope |= Q(unit=user.unit_id)
        if user.oversees_region:
            scope |= Q(region__lineage__startswith=user.region.lineage)
        return scope

    def without_place(self):
        """Return those in use who lack the unit or the region that their role works for, so that they see nothing."""
        return self.filter(Q(role__in=UNIT_ROLES, unit=None) | Q(role__in=REGION_ROLES, region=None), is_active=True)

    def matching(self, text: str):
        """Return people found by name, pinyin, initials, user name, phone, or their unit."""
        return matching(self, text, users_of)

    def best_first(self, text: str):
        return best_first(self, text, "name", "pk")


def users_of(word: str) -> list[models.QuerySet]:
    """Return where ``word`` may stand for a person who works here, as QuerySets of keys."""
    of_unit = Q(unit__name__icontains=word) | Q(unit__short_name__icontains=word)
    return [User.objects.filter(search__holds=word).values("pk"), User.objects.filter(of_unit).values("pk")]


_LACKING = {
    "unit": "{}须填写所在单位：诉求是交给单位办的，没有单位就看不到任何诉求。",
    "region": "{}须填写负责的地区：能看到、能办理哪里的事，由地区决定。",
}


class LiaisonUserManager(UserManager.from_queryset(UserQuerySet)):
    """Django's manager with ``visible_to``."""

    def create_user(self, username, email=None, password=None, **fields):
        return super().create_user(username, email, password, **{"is_staff": True, **fields})


class User(Kept, AbstractUser):
    """A person who works with the system. ``region`` is what a coordinator or supervisor looks after."""

    first_name = None
    last_name = None

    # The admin is where everybody works, so an account that may not enter it is the exception.
    is_staff = models.BooleanField("可以登录", default=True, help_text="取消勾选后不能登录工作台。")
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机", max_length=20, blank=True, db_index=True)
    role = models.CharField("角色", max_length=12, choices=Role, default=Role.OFFICER)
    unit = models.ForeignKey(
        Unit, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    region = models.ForeignKey(
        Region, verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )

    search = SearchField("phone", "username", spoken=("name",))
    own_parts = ("SavedFilter", "User_groups", "User_user_permissions")

    objects = LiaisonUserManager()

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        super().clean()
        if missing := self.lacks:
            raise ValidationError({missing: _LACKING[missing].format(self.get_role_display())})

    @property
    def lacks(self) -> str:
        """Return ``"unit"`` or ``"region"`` where the role of an account in use needs it and it is missing, else ""."""
        if self.is_active and self.role in UNIT_ROLES and self.unit_id is None:
            return "unit"
        return "region" if self.is_active and self.role in REGION_ROLES and self.region_id is None else ""

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def choice_label(self) -> str:
        """Return what tells namesakes apart in a list of choices: 王某（长春市工信局）."""
        place = self.unit.short_name if self.unit else self.region.short_name or self.region.name if self.region else ""
        return f"{self}（{place}）" if place else str(self)

    @property
    def oversees_region(self) -> bool:
        """Whether this person sees everything inside ``region`` (coordinators and supervisors do)."""
        return self.role in REGION_ROLES and self.region_id is not None

"""What hangs on an enterprise: its people, its other names, what became of it."""

from django.db import models
from django.db.models import F, Q

from liaison.core import scope
from liaison.core.models import Row, TimeStamped
from liaison.core.phones import refuse_undialled
from liaison.core.search import SearchField
from liaison.core.text import match_key
from liaison.directory.models import User

from ..choices import Status


class OfEnterpriseQuerySet(scope.ScopedQuerySet):
    """Rows that are visible exactly when their enterprise is."""

    def scope_for(self, user) -> Q:
        enterprises = self.model._meta.get_field("enterprise").related_model.objects
        return Q(enterprise__in=enterprises.visible_to(user))


class EnterpriseContact(Row):
    """A person at the enterprise (企业联系人), not to be confused with the liaison officer (联络员)."""

    enterprise = models.ForeignKey("Enterprise", verbose_name="企业", on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=60, blank=True)
    is_primary = models.BooleanField("主要联系人", default=False)
    search = SearchField("phone", spoken=("name",))

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "企业联系人"
        verbose_name_plural = "企业联系人"
        ordering = ["-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(
                name="contact_one_primary",
                fields=["enterprise"],
                condition=Q(is_primary=True),
                violation_error_message="每家企业只能有一位主要联系人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.phone}".strip()

    def clean_fields(self, exclude=None) -> None:
        super().clean_fields(exclude)
        refuse_undialled(self, exclude)


class AliasKind(models.TextChoices):
    FORMER = "former", "曾用名"
    SHORT = "short", "简称"
    MERGED = "merged", "合并前名称"


class EnterpriseAlias(Row):
    """A former or short name (曾用名, 简称) under which the enterprise still turns up in papers."""

    enterprise = models.ForeignKey(
        "Enterprise", verbose_name="企业", on_delete=models.CASCADE, related_name="aliases", db_index=False
    )
    kind = models.CharField("类别", max_length=8, choices=AliasKind, default=AliasKind.FORMER)
    name = models.CharField("名称", max_length=120)
    key = models.CharField("比对名", max_length=120, db_index=True, editable=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    search = SearchField(spoken=("name",))

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "曾用名与简称"
        verbose_name_plural = "曾用名与简称"
        ordering = ["enterprise", "name"]
        constraints = [
            models.UniqueConstraint(name="enterprise_alias_once", fields=["enterprise", "key"]),
            models.CheckConstraint(
                name="enterprise_alias_valid_range",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.key = match_key(self.name)
        super().save(*args, **kwargs)


class StatusChange(TimeStamped):
    """One move of an enterprise's 经营状态, with the reason and the day; rows are only ever added."""

    enterprise = models.ForeignKey(
        "Enterprise", verbose_name="企业", on_delete=models.CASCADE, related_name="status_changes"
    )
    old = models.CharField("原状态", max_length=12, choices=Status)
    new = models.CharField("新状态", max_length=12, choices=Status)
    on = models.DateField("变更日期")
    reason = models.TextField("原因")
    by = models.ForeignKey(User, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "经营状态变更"
        verbose_name_plural = "经营状态变更"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_old_display()} → {self.get_new_display()}"


class Absence(Row):
    """The days on which an enterprise was 注销 or 迁出: first day, and last if it came back. Only services write here.

    It repeats what the status changes say, so that figures of any past day find it at once.
    """

    enterprise = models.ForeignKey("Enterprise", verbose_name="企业", on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True)

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "注销迁出时段"
        verbose_name_plural = "注销迁出时段"
        ordering = ["enterprise", "first_on"]
        constraints = [
            models.UniqueConstraint(name="absence_one_open", fields=["enterprise"], condition=Q(last_on=None)),
            models.CheckConstraint(
                name="absence_valid_range", condition=Q(last_on=None) | Q(last_on__gte=F("first_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d} 至 {f'{self.last_on:%Y-%m-%d}' if self.last_on else '今'}"

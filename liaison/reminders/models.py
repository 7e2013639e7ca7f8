"""What is due, to whom, was it sent. The row is the truth; the broker carries ids only."""

from django.db import models
from django.db.models import Q

from liaison.core.brought import BroughtChoiceField
from liaison.core.models import Row, TimeStamped
from liaison.core.scope import ScopedQuerySet
from liaison.directory.models import User
from liaison.enterprises.models import Enterprise

from .kinds import choices


class ReminderQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return one's own inbox; nobody reads another's."""
        return Q(recipient=user)

    def undelivered(self):
        """Return what is still on its way to an inbox."""
        return self.filter(delivered_at=None)

    def inbox(self, user):
        """Return what has reached ``user``'s inbox; a superuser's inbox, too, is only their own."""
        return self.filter(recipient=user, delivered_at__isnull=False)

    def unread(self):
        return self.filter(read_at=None)


class Reminder(TimeStamped):
    """One message to one person about one thing (an outbox row).

    ``key`` says what must happen once only: the kind, the subject, its due day and the recipient.
    ``subject_id`` is the id of the thing reminded of; ``kind`` says of which model.
    """

    key = models.CharField("唯一键", max_length=120, unique=True, editable=False)
    kind = BroughtChoiceField("类型", max_length=20, choices=choices)
    recipient = models.ForeignKey(User, verbose_name="接收人", on_delete=models.CASCADE, related_name="reminders")
    subject_id = models.BigIntegerField("事项", editable=False)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", null=True, on_delete=models.CASCADE, related_name="reminders", editable=False
    )
    title = models.TextField("标题")
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    due_on = models.DateField("期限", null=True)
    delivered_at = models.DateTimeField("送达时间", null=True, editable=False)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="reminder_inbox"),
            models.Index(fields=["recipient"], name="reminder_unread", condition=Q(read_at=None)),
            models.Index(fields=["id"], name="reminder_waiting", condition=Q(delivered_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class Channel(models.TextChoices):
    INBOX = "inbox", "站内"
    EMAIL = "email", "电子邮件"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class DeliveryQuerySet(models.QuerySet):
    def due(self, now):
        """Return what waits to be sent and whose pause after a failure is over."""
        return self.filter(Q(retry_at=None) | Q(retry_at__lte=now), state=DeliveryState.WAITING)

    def abandoned(self, before):
        """Return what a worker took before ``before`` and never finished."""
        return self.filter(state=DeliveryState.SENDING, claimed_at__lt=before)


class Delivery(TimeStamped):
    """One reminder by one channel; once only by constraint.

    A worker goes on only with a row that its own conditional UPDATE moved from waiting to sending.
    """

    reminder = models.ForeignKey(Reminder, verbose_name="提醒", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claimed_at = models.DateTimeField("领取时间", null=True)
    retry_at = models.DateTimeField("重试时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    error = models.CharField("失败原因", max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "发送记录"
        verbose_name_plural = "发送记录"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="delivery_once_per_channel", fields=["reminder", "channel"])]
        indexes = [
            models.Index(fields=["id"], name="delivery_unsent", condition=Q(state__in=["waiting", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class DailyScan(Row):
    """A day on which the scan has been done; the sweep makes good a day that has none."""

    day = models.DateField("日期", unique=True)
    done_at = models.DateTimeField("完成时间")

    class Meta:
        verbose_name = "每日提醒检查"
        verbose_name_plural = "每日提醒检查"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

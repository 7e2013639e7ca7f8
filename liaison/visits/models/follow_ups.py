import datetime as dt

from django.db import models
from django.db.models import Q

from liaison.core.history import Records
from liaison.core.models import TimeStamped, Versioned
from liaison.core.scope import ScopedQuerySet
from liaison.core.search import SearchField, matching, union
from liaison.directory.models import User, leaders_of, users_of
from liaison.enterprises.models import enterprises_of

from .visits import Visit


class FollowUpQuerySet(ScopedQuerySet):
    def scope_for(self, user) -> Q:
        """Return promises made at visits one may see, and those that oneself or one's own office must keep."""
        scope = Q(visit__in=Visit.objects.visible_to(user)) | Q(responsible=user)
        if user.unit_id:
            scope |= Q(responsible__unit=user.unit_id)
        return scope

    def editable_by(self, user):
        """Return promises that ``user`` may change and mark as kept: one's own, one's office's, one's region's."""
        if user.is_superuser:
            return self
        scope = Q(responsible=user) | Q(visit__in=Visit.objects.editable_by(user))
        if user.unit_id:
            scope |= Q(responsible__unit=user.unit_id)
        return self.filter(scope)

    def matching(self, text: str):
        """Return promises in which every word of ``text`` is found: what, to whom, by whom, which leader."""
        return matching(self, text, _promises_of)

    def open(self):
        return self.filter(done_on=None)

    def done(self):
        return self.exclude(done_on=None)

    def overdue(self, today: dt.date):
        """Return open promises whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def due_between(self, first: dt.date, last: dt.date):
        """Return open promises due between ``first`` and ``last``, both included."""
        return self.open().filter(due_on__range=(first, last))

    def of_person(self, user):
        """Return what ``user`` must keep."""
        return self.filter(responsible=user)

    def of_office(self, user):
        """Return what the people of ``user``'s unit must keep; someone without a unit is an office of one."""
        return self.filter(responsible__unit=user.unit_id) if user.unit_id else self.of_person(user)


def _promises_of(word: str) -> list[models.QuerySet]:
    rows = FollowUp.objects
    return [
        rows.filter(search__holds=word).values("pk"),
        rows.filter(visit__enterprise__in=union(enterprises_of(word))).values("pk"),
        rows.filter(visit__leader__in=union(leaders_of(word))).values("pk"),
        rows.filter(responsible__in=union(users_of(word))).values("pk"),
    ]


class FollowUp(Versioned, TimeStamped):
    """A promise made at a visit: who will do what, by when."""

    visit = models.ForeignKey(Visit, verbose_name="走访记录", on_delete=models.CASCADE, related_name="follow_ups")
    promise = models.CharField("承诺事项", max_length=1000)
    responsible = models.ForeignKey(User, verbose_name="责任人", on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.TextField("完成情况", blank=True)
    done_by = models.ForeignKey(
        User, verbose_name="办结人", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    search = SearchField("promise", "done_note")

    objects = FollowUpQuerySet.as_manager()
    history = Records(verbose_name="变更记录")

    class Meta:
        verbose_name = "跟进事项"
        verbose_name_plural = "跟进事项"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "responsible"], name="followup_open_due", condition=Q(done_on=None)),
        ]

    def __str__(self) -> str:
        return self.promise

    def status_on(self, today: dt.date) -> str:
        """Return 已完成, 已逾期 or 未完成 as of ``today``."""
        if self.done_on:
            return "已完成"
        return "已逾期" if self.due_on < today else "未完成"

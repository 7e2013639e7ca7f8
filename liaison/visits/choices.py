"""The words of a visit: in which way it was held, how exactly its day is known."""

from django.db import models


class Method(models.TextChoices):
    """Which of these are 走访 and which only 联系 is a setting (see :func:`.rhythm.methods`)."""

    ONSITE = "onsite", "实地走访"
    RESEARCH = "research", "调研"
    SYMPOSIUM = "symposium", "座谈"
    ONSITE_OFFICE = "office", "现场办公"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    RECEIVED = "received", "企业来访"
    WRITTEN = "written", "书面"


class Precision(models.TextChoices):
    """How exactly the day of a visit is known; old papers often give a month only."""

    DAY = "day", "日"
    RANGE = "range", "起止日期"
    XUN = "xun", "旬"
    MONTH = "month", "月"
    YEAR = "year", "年"

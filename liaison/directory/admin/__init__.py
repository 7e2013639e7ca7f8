"""Who, where and which days: the pages under 基础资料."""

from . import calendar, leaders, regions, units, users  # noqa: F401 - each registers its pages

"""The one place that asks the machine what time it is.

Services take ``now``/``today`` as arguments; only the edges (views, tasks, commands) call these.
"""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """Return the current moment, timezone-aware."""
    return timezone.now()


def today() -> dt.date:
    """Return today's date in the office's time zone."""
    return timezone.localdate(now())

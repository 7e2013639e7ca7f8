from django import template

from liaison.reminders.models import Reminder

register = template.Library()

# Beyond this the bell says "99+": the exact number helps nobody, and counting stays cheap.
MOST = 99


@register.simple_tag(takes_context=True)
def unread_reminders(context) -> str:
    """Return how many unread reminders the person signed in has: "" for none, "99+" for many."""
    user = context["request"].user
    if not user.is_authenticated:
        return ""
    count = Reminder.objects.inbox(user).unread().order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count or "")

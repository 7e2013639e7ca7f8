from django import template
from django.contrib.admin.views.main import ChangeList

from liaison.core import listing

register = template.Library()


@register.simple_tag(takes_context=True)
def list_parts(context, changelist: ChangeList) -> list[str]:
    """Return what the rooms show above this list, each a piece of safe HTML."""
    return listing.parts_of(context["request"], changelist)

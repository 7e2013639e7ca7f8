"""``{% csrf_token %}`` with a token of the form's own beside it (``core.once``); loaded for every template."""

import uuid

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from liaison.core.once import FIELD

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    """Draws both hidden fields. Two forms of one page are two forms: each time it is drawn, the token is new."""

    def render(self, context) -> str:
        protection = super().render(context)
        if not protection:
            return ""
        return protection + format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.tag
def csrf_token(parser, token) -> FormTokensNode:
    return FormTokensNode()

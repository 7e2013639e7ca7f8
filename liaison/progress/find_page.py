"""The page of the one search; its script asks for the same results without the page around them."""

from django.contrib import admin
from django.template.response import TemplateResponse

from .finding import KINDS, LONGEST, find


def find_page(request):
    """Show what was found: ``?q=words``, one kind only with ``&only=cases``, without the frame with ``&bare=1``."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    only = request.GET.get("only", "")
    only = only if only in {kind.key for kind in KINDS} else ""
    found = {"q": text, "groups": find(request.user, text, only=only), "only": only}
    if "bare" in request.GET:
        return TemplateResponse(request, "progress/_found.html", found)
    return TemplateResponse(
        request, "progress/find.html", {**admin.site.each_context(request), "title": "查找", **found}
    )

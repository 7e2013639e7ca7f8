"""The same form a second time: is it the same content?"""

import hashlib

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from liaison.core.conflicts import TOKEN as SEEN
from liaison.core.models import SentForm

from . import FIELD

_A_SENTENCE = 6
_OURS = ("csrfmiddlewaretoken", FIELD, SEEN)


def digest_of(request: HttpRequest) -> str:
    """Return a digest of what a person sent: the fields as typed, the files by name and size, and the address."""
    taken = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in _OURS:
            taken.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        taken.update(repr((name, [(file.name, file.size) for file in files])).encode())
    return taken.hexdigest()


def page_of_another_content(request: HttpRequest, sent: SentForm) -> HttpResponse:
    """Ask what is meant where a form saved before comes again with other words: nothing typed may vanish."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in _OURS[:2] for value in values]
    context = {
        **admin.site.each_context(request),
        "title": "这张表已经保存过了",
        "sent": sent,
        "typed": typed,
        "texts": [value for name, value in typed if len(value) >= _A_SENTENCE and not name.startswith("_")],
        "with_files": bool(request.FILES),
    }
    return TemplateResponse(request, "core/sent_already.html", context)

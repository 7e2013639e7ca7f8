import uuid

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse

from liaison.core.models import SentForm

from .middleware import answer_again


def sent_form(request: HttpRequest) -> JsonResponse:
    """Tell a page, before it sends: the session lives, whether this form was saved before, and a fresh CSRF token."""
    saved = SentForm.objects.saved().filter(person=request.user.pk, token=_token(request)).exists()
    return JsonResponse({"user": request.user.pk, "saved": saved, "csrf": get_token(request)})


def under_way(request: HttpRequest) -> HttpResponse:
    """Wait with the person for the answer to a form that is still worked on, and lead on once it is there."""
    sent = SentForm.objects.filter(person=request.user.pk, token=_token(request)).first()
    if sent is None:
        messages.warning(request, "刚才的提交没有完成，没有保存任何内容。请回到原来的页面再提交一次。")
        return HttpResponseRedirect(reverse("admin:index"))
    if not sent.is_under_way:
        return answer_again(request, sent, sent.digest)
    context = {**admin.site.each_context(request), "title": "正在处理", "sent": sent}
    response = TemplateResponse(request, "core/sent_under_way.html", context)
    response["Refresh"] = "3"
    return response


def _token(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("token", ""))
    except ValueError:
        return None

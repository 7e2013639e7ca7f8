"""Stands before every view that takes a form (see the package)."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import Message
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeData, mark_safe

from liaison.core import clock
from liaison.core.models import SentForm

from . import FIELD, SAVED_COOKIE
from .again import digest_of, page_of_another_content
from .writes import Writes

SAVED_BEFORE = "这张表已经保存过了，没有重复登记。"
_POPUP = "admin/popup_response.html"
_ONE_DAY = 24 * 3600


class OnceMiddleware:
    """Runs a view whose form carries a token in one transaction with it. Comes after those that know the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        token = token_of(request)
        if token is None or not request.user.is_authenticated:
            return None
        run = _once_long if getattr(view, "takes_long", False) else _once
        try:
            return run(request, token, partial(view, request, *args, **kwargs))
        except IntegrityError as error:
            if not _named_what_is_gone(error):
                raise
            # It went after the form was found sound and before it was saved. Asked again, the form says so itself.
            _begin_again(request)
            return run(request, token, partial(view, request, *args, **kwargs))


def _named_what_is_gone(error: IntegrityError) -> bool:
    """Return whether a row that was saved refers to one that is no longer there."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == "23503" or "FOREIGN KEY" in str(cause)


def _begin_again(request: HttpRequest) -> None:
    """Take back what the first attempt left on the request: words of success, files read to their end."""
    request._messages = default_storage(request)
    for file in request.FILES.values():
        file.seek(0)


def token_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the token of the form that was sent; None where there is none, or one that no page of ours has drawn."""
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _once(request: HttpRequest, token: uuid.UUID, view: Callable[[], HttpResponse]) -> HttpResponse:
    person, digest = request.user.pk, digest_of(request)
    with transaction.atomic():
        sent = SentForm.objects.begin(person=person, token=token, digest=digest, at=clock.now())
        if sent is not None:
            writes = Writes()
            with connection.execute_wrapper(writes):
                response = view()
            if _has_saved(request, response, writes):
                _keep_answer(sent, request, response)
                return _tell_script(response, token)
            sent.delete()
            return response
    return answer_again(request, SentForm.objects.get(person=person, token=token), digest)


def _once_long(request: HttpRequest, token: uuid.UUID, view: Callable[[], HttpResponse]) -> HttpResponse:
    """As :func:`_once`, for a view that opens short transactions of its own: the token is kept before and after it."""
    person, digest, now = request.user.pk, digest_of(request), clock.now()
    sent = SentForm.objects.begin(person=person, token=token, digest=digest, at=now)
    if sent is None:
        known = SentForm.objects.get(person=person, token=token)
        if not known.is_under_way:
            return answer_again(request, known, digest)
        if (sent := SentForm.objects.take_over(known, digest=digest, now=now)) is None:
            return HttpResponseRedirect(f"{reverse('sent_form_under_way')}?token={token}")
    writes = Writes()
    try:
        with connection.execute_wrapper(writes):
            response = view()
    except BaseException:
        sent.delete()
        raise
    if not _has_saved(request, response, writes):
        sent.delete()
        return response
    _keep_answer(sent, request, response)
    return _tell_script(response, token)


def _has_saved(request: HttpRequest, response: HttpResponse, writes: Writes) -> bool:
    """Whether the form was taken: something was written and the person was sent on without a refusal."""
    sent_on = 300 <= response.status_code < 400 or _is_popup(response)
    refused = any(message.level >= messages.ERROR for message in _said(request))
    return bool(writes) and sent_on and not refused


def _is_popup(response: HttpResponse) -> bool:
    return getattr(response, "template_name", None) and _POPUP in response.template_name


def _said(request: HttpRequest) -> list[Message]:
    return list(messages.get_messages(request)._queued_messages)


def _keep_answer(sent: SentForm, request: HttpRequest, response: HttpResponse) -> None:
    sent.words = [[each.level, str(each.message), isinstance(each.message, SafeData)] for each in _said(request)]
    if _is_popup(response):
        sent.page = response.render().content.decode()
    else:
        sent.address = response["Location"]
    sent.save()


def answer_again(request: HttpRequest, sent: SentForm, digest: str) -> HttpResponse:
    """Give the answer that the first sender got, and say that nothing was saved a second time."""
    if sent.page:
        return HttpResponse(sent.page)
    if sent.digest != digest:
        return page_of_another_content(request, sent)
    for level, text, safe in sent.words:
        messages.add_message(request, level, mark_safe(text) if safe else text)
    messages.info(request, SAVED_BEFORE)
    return _tell_script(HttpResponseRedirect(sent.address), sent.token)


def _tell_script(response: HttpResponse, token: uuid.UUID) -> HttpResponse:
    response.set_cookie(SAVED_COOKIE, str(token), max_age=_ONE_DAY, samesite="Lax")
    return response

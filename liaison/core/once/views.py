import uuid

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token

from liaison.core.models import SentForm


def sent_form(request: HttpRequest) -> JsonResponse:
    """Tell a page, before it sends: the session lives, whether this form was saved before, and a fresh CSRF token."""
    try:
        token = uuid.UUID(request.GET.get("token", ""))
    except ValueError:
        token = None
    saved = token is not None and SentForm.objects.filter(person=request.user.pk, token=token).exists()
    return JsonResponse({"user": request.user.pk, "saved": saved, "csrf": get_token(request)})

"""A form that could not be taken leads back to the page it was typed on, where the draft of it is offered."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_ENDED = "登录已失效，刚才的内容还没有提交。重新登录后会回到原来的页面，写过的内容可以恢复。"


def page_of_the_form(request: HttpRequest) -> str:
    """Return the address of the page a form was sent from; where the browser does not tell, the one it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class WayBackMiddleware:
    """Where the session ended while somebody wrote, the log-in leads to the form and not to where it was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _to_login(response) and not request.user.is_authenticated:
            messages.warning(request, SESSION_ENDED)
            return redirect_to_login(page_of_the_form(request), resolve_url("admin:login"))
        return response


def _to_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url("admin:login")

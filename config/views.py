"""The pages of last resort."""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from liaison.core import moved


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an old address of a record that moved; anything else is the ordinary page (404)."""
    if isinstance(exception, moved.Moved):
        return moved.answer(request, exception.where)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say "no database" in plain words (503); anything else is the ordinary error page (500)."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or "LIAISON_ERROR" in connection.settings_dict:
        response = render(None, "config/unavailable.html", status=503)
        response["Retry-After"] = "30"
        return response
    return defaults.server_error(request)

from django.shortcuts import render

from liaison.core.way_back import page_of_the_form


def csrf_failure(request, reason=""):
    """Say in plain words why a form was refused, and keep the way back open."""
    context = {"form_page": page_of_the_form(request)}
    return render(request, "core/csrf_failure.html", context, status=403)

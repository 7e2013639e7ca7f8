from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say in plain words why a form was refused, and keep the way back open."""
    return render(request, "core/csrf_failure.html", status=403)

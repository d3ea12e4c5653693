"""Error pages in our own words. Unknown and forbidden answer alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dnm.work.logs import request_number


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's secret does not fit the browser's any more: signed in or out meanwhile, or without cookies."""
    return render(request, "errors/form_too_old.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", {"number": request_number.get()}, status=500)

from django.http import HttpRequest, HttpResponse

from .access import open_to_all


@open_to_all
def soon(request: HttpRequest, **parts: object) -> HttpResponse:
    return HttpResponse("soon")

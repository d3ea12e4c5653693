"""What somebody sent after the session was gone waits in the new one until the page is opened again."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

KEPT = "kept_answers"
LONGEST = 20_000
"""Characters; a page of questions sends far fewer."""

Page = Callable[..., HttpResponse]


def keeps_input(page: Page) -> Page:
    """Marks a page whose form outlives a dropped session."""
    page.when_signed_out = _keep  # type: ignore[attr-defined]
    return page


def _keep(request: HttpRequest) -> HttpResponse:
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    if saves_itself(request):
        said = _("Nicht gespeichert: Sie sind nicht mehr angemeldet. Drücken Sie „Weiter“, dann geht nichts verloren.")
        return JsonResponse({"said": said}, status=403)
    if len(words := sent.urlencode()) <= LONGEST:
        request.session[KEPT] = {"page": request.path, "sent": words}
    return render(request, "checks/signed_out.html", {"onward": request.get_full_path()}, status=403)


def saves_itself(request: HttpRequest) -> bool:
    """Sent by the script after a change, not by a button."""
    return request.headers.get("X-Saves-Itself") == "1"


def take_kept(request: HttpRequest) -> QueryDict | None:
    """Once, on the page it was sent from."""
    kept: dict[str, Any] | None = request.session.get(KEPT)
    if not kept or kept["page"] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(kept["sent"])

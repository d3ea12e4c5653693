"""Postausgang: what waits, what failed with the server's own words, what was sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.rules import is_office, is_scout
from dnm.introductions.models import Introduction
from dnm.mail.actions import send_again
from dnm.mail.models import Letter
from dnm.mail.queries import letters
from dnm.matching.models import Need
from dnm.web.access import only_for
from dnm.web.pages import Choice
from dnm.web.requests import SignedInRequest

ROWS = 50
ORDER = [Letter.State.FAILED, Letter.State.WAITING, Letter.State.SENDING, Letter.State.SENT]
FILTERS = {"": None, "fehler": [Letter.State.FAILED], "wartend": ORDER[1:3], "gesendet": [Letter.State.SENT]}


@only_for(is_office)
def outbox(request: SignedInRequest) -> HttpResponse:
    """Failed ones first, then those waiting, then the sent ones, newest first."""
    counts = dict(Letter.objects.order_by().values_list("state").annotate(number=Count("pk")))
    chosen = request.GET.get("stand", "")
    states = FILTERS.get(chosen) or ORDER
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(ORDER)), output_field=IntegerField()
    )
    rows = letters().filter(state__in=states).annotate(rank=rank).order_by("rank", "-id")
    page = Paginator(rows, ROWS)
    page.count = sum(counts.get(state, 0) for state in states)
    words = {"": _("alle"), "fehler": _("nicht zugestellt"), "wartend": _("wartet"), "gesendet": _("gesendet")}
    context = {
        "page": page.get_page(request.GET.get("seite")),
        "failed": counts.get(Letter.State.FAILED, 0),
        "waiting": sum(counts.get(state, 0) for state in ORDER[1:3]),
        "choices": [
            Choice(key, words[key], sum(counts.get(state, 0) for state in kept or ORDER), key == chosen)
            for key, kept in FILTERS.items()
        ],
        "may_read": is_scout(request.actor),
    }
    return render(request, "office/outbox.html", context)


@only_for(is_office)
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bodies are for scouts, and never those of letters with a code or a personal link."""
    shown = get_object_or_404(letters(), pk=pk)
    may_read = is_scout(request.actor) and not shown.secret
    body = Letter.objects.values_list("body", flat=True).get(pk=pk) if may_read else ""
    context = {
        "letter": shown,
        "body": body,
        "may_read": may_read,
        "about": _about(shown) if is_scout(request.actor) else None,
    }
    return render(request, "office/letter.html", context)


def _about(shown: Letter) -> tuple[str, int, str] | None:
    """(URL name, key, number) of what a letter is about."""
    for model, name in ((Introduction, "office:introduction"), (Need, "office:need")):
        if shown.subject_label == model._meta.label_lower:
            number = model._default_manager.filter(pk=shown.subject_id or 0).values_list("number", flat=True).first()
            return (name, shown.subject_id or 0, number) if number else None
    return None


@only_for(is_office)
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try a failed or waiting letter once more, at once."""
    tried = send_again(get_object_or_404(letters(), pk=pk))
    if tried.state == Letter.State.WAITING:
        messages.success(request, _("Der Brief wird noch einmal gesendet."))
    else:
        messages.info(request, _("Dieser Brief ist schon unterwegs oder gesendet."))
    return redirect("office:outbox")

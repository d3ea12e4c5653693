"""The release of a meeting day: name and firm to those one will meet, the receipt, the way to withdraw."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.events.actions import give_day_release, withdraw_day_release
from dnm.events.models import Participant, ParticipantDisclosure
from dnm.events.papers import day_receipt
from dnm.events.queries import receipt_visible_to
from dnm.events.rules import release_text, release_values, text_hash
from dnm.introductions.rules import field_labels
from dnm.web.access import open_to_participants
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .day import base_context, own_participant


@open_to_participants
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    one, problem = own_participant(request, pk), ""
    if request.method == "POST":
        problem = _give(request, one)
        if not problem:
            messages.success(request, _("Sie haben Name und Betrieb für diesen Tag freigegeben."))
            return redirect("member:day-release", pk)
    text = release_text(one, reading_language())
    labels = field_labels()
    context = base_context(request, one) | {
        "problem": problem,
        "text": text,
        "fassung": text_hash(text),
        "sprache": reading_language(),
        "may_release": request.actor.may_release,
        "values": [(labels[name], value) for name, value in release_values(one).items()],
        "lines": _receipt(one),
        "last": one.releases.order_by("-pk").first(),
        "labels": labels,
    }
    return render(request, "member/day/release.html", context)


def _give(request: SignedInRequest, one: Participant) -> str:
    """What is wrong, in words; empty once it is given."""
    if "ja" not in request.POST:
        return _("Kreuzen Sie an, dass Sie einverstanden sind, oder lassen Sie es.")
    try:
        give_day_release(
            one, by=request.actor, shown_hash=request.POST.get("fassung", ""),
            language="en" if request.POST.get("sprache") == "en" else "de",
        )  # fmt: skip
    except Refused as refusal:
        return str(refusal)
    return ""


def _receipt(one: Participant) -> list[tuple[str, ParticipantDisclosure, str]]:
    """(what, row, to whom): the receiver's firm as far as it was passed on to us in return."""
    labels = field_labels()
    known = dict(one.received.filter(hidden_at=None, field="organisation").values_list("release__participant", "value"))
    rows = ParticipantDisclosure.objects.filter(release__participant=one).order_by("pk")
    return [(labels[row.field], row, known.get(row.receiver_id, _("ein Gegenüber ohne Freigabe"))) for row in rows]


@open_to_participants
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was released, passed on and received, to keep; names of others as far as they are released."""
    one = own_participant(request, pk)
    if not one.releases.exists():
        raise Http404
    lines = receipt_visible_to(request.actor, one)
    content = day_receipt(one, lines, language=reading_language(), now=timezone.now())
    disposition = {"Content-Disposition": 'attachment; filename="quittung.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


@open_to_participants
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    one = own_participant(request, pk)
    context = base_context(request, one)
    if context["release"] is None:
        return redirect("member:day-release", pk)
    if request.method == "POST":
        try:
            withdraw_day_release(one, by=request.actor)
            messages.success(request, _("Ihre Freigabe ist widerrufen. Ihr Name steht in keinem Plan mehr."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("member:day-release", pk)
    return render(request, "member/day/withdraw.html", context | {"may_release": request.actor.may_release})

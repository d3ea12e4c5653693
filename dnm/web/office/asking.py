"""What nobody knows about an offer: a letter to the start-up that says nothing about the need."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.directory.models import Contact
from dnm.directory.queries import contact_for
from dnm.matching.actions import ask_about_offer
from dnm.matching.models import Match
from dnm.matching.queries import matches_visible_to
from dnm.web.access import only_for
from dnm.web.directory_forms import Line
from dnm.web.forms import Form
from dnm.web.requests import SignedInRequest

from .needs import visible_need


class QuestionForm(Form):
    text = Line(
        label=gettext_lazy("Ihre Frage"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=True,
        error_messages={"required": gettext_lazy("Schreiben Sie Ihre Frage auf.")},
    )


@only_for(is_scout)
def ask(request: SignedInRequest, pk: int, match_pk: int) -> HttpResponse:
    """What nobody knows about an offer, asked in a letter that says nothing about the need."""
    need = visible_need(request, pk)
    match = get_object_or_404(matches_visible_to(request.actor), pk=match_pk, need=need)
    contact = contact_for(match.offer.organisation)
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"text": _question(match, contact)})
    if request.method == "POST" and form.is_valid():
        try:
            ask_about_offer(match, form.cleaned_data["text"], by=request.actor)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Die Frage ist unterwegs."))
            return redirect("office:matches", pk)
    context = {"need": need, "startup": match.offer.organisation, "contact": contact, "form": form}
    return render(request, "office/matches/ask.html", context)


def _question(match: Match, contact: Contact | None) -> str:
    """A beginning in the language of the reader: what the ranking could not find out, without the need's words."""
    with override(contact.language if contact else "de"):
        opening = _("zu Ihrem Angebot „%(title)s“ fehlt uns noch etwas:") % {"title": match.offer.title}
        asked = [
            QUESTIONS[one["topic"]]
            for one in match.reasons
            if one["kind"] == "unknown" and one.get("topic") in QUESTIONS
        ]
        return "\n".join([opening, "", *(f"- {question}" for question in asked)])


QUESTIONS = {
    "industry": gettext_lazy("Für welche Branchen arbeiten Sie?"),
    "reference": gettext_lazy("Welche Kunden dürfen wir als Referenz nennen?"),
    "size": gettext_lazy("Mit Betrieben welcher Größe arbeiten Sie?"),
    "region": gettext_lazy("In welchen Regionen arbeiten Sie?"),
    "form": gettext_lazy("Welche Formen der Zusammenarbeit kommen für Sie infrage: Pilot, Kauf, Lizenz, Entwicklung?"),
    "language": gettext_lazy("In welchen Sprachen gibt es Oberfläche und Hilfe?"),
    "budget": gettext_lazy("Was kostet es ungefähr, einmalig oder im Monat?"),
    "stage": gettext_lazy("Wie weit ist die Technik: Prototyp, im Piloteinsatz, am Markt?"),
}
"""Topic of the ranking -> what to ask so that nothing of the need shows."""

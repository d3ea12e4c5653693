"""A start-up's offers: what the search compares with needs, in the start-up's own language."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.matching.actions import save_offer
from dnm.matching.models import Offer
from dnm.matching.queries.offers import own_offers
from dnm.web.forms import Amount, Form, Words
from dnm.web.requests import SignedInRequest

LANGUAGES = {"de": gettext_lazy("Deutsch"), "en": gettext_lazy("Englisch")}


class OfferForm(Form):
    title = Words(
        label=gettext_lazy("Überschrift"),
        help_text=gettext_lazy("Was Sie lösen, in einem Satz. Zum Beispiel: „Kamera sieht Fehler am Spritzgussteil“"),
        max_length=120,
        error_messages={"required": gettext_lazy("Geben Sie Ihrem Angebot eine Überschrift.")},
    )
    text = Words(
        label=gettext_lazy("Was bekommt ein Betrieb von Ihnen?"),
        help_text=gettext_lazy(
            "Schreiben Sie, was danach besser ist, was der Betrieb dafür braucht und was nicht. Deutsch oder Englisch."
        ),
        max_length=6000,
        rows=8,
        error_messages={"required": gettext_lazy("Beschreiben Sie, was ein Betrieb von Ihnen bekommt.")},
    )
    price_from = Amount(label=gettext_lazy("Preis ab, in Euro"), required=False)
    price_to = Amount(label=gettext_lazy("Preis bis, in Euro"), required=False)
    price_unit = forms.ChoiceField(
        label=gettext_lazy("Wofür gilt der Preis?"),
        choices=[
            ("", gettext_lazy("keine Angabe")),
            ("once", gettext_lazy("einmalig")),
            ("month", gettext_lazy("im Monat")),
        ],
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In welcher Sprache ist der Text?"),
        choices=[("", gettext_lazy("selbst erkennen")), *LANGUAGES.items()],
        required=False,
    )
    active = forms.BooleanField(
        label=gettext_lazy("Dieses Angebot gilt"),
        help_text=gettext_lazy("Ohne das Häkchen vergleichen wir es nicht mehr mit neuen Bedarfen."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("price_from"), self.cleaned_data.get("price_to")
        if low is not None and high is not None and high < low:
            self.add_error("price_to", _("Der höchste Preis liegt unter dem niedrigsten."))
        return self.cleaned_data


def add(request: SignedInRequest) -> HttpResponse:
    firm = get_object_or_404(
        organisations_visible_to(request.actor),
        pk=request.actor.organisation_id,
        kind=Organisation.Kind.STARTUP,
    )
    form = OfferForm(request.POST if request.method == "POST" else None, initial={"active": True})
    if request.method == "POST" and form.is_valid():
        # The same words sent twice, by a double click, are one offer.
        known = own_offers(request.actor).filter(title=form.cleaned_data["title"], text=form.cleaned_data["text"])
        if saved := _saved(request, form, firm, known.first()):
            return saved
    return render(request, "member/organisation/offer.html", {"form": form, "offer": None})


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(own_offers(request.actor).select_related("organisation"), pk=pk)
    names = ("title", "text", "price_from", "price_to", "price_unit", "active")
    initial = {name: getattr(offer, name) for name in names}
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"language": offer.language if offer.language_fixed else ""},
    )
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, form, offer.organisation, offer)):
        return saved
    context = {"form": form, "offer": offer, "text_language": LANGUAGES.get(offer.language, offer.language)}
    return render(request, "member/organisation/offer.html", context)


def _saved(request: SignedInRequest, form: OfferForm, firm: Organisation, offer: Offer | None) -> HttpResponse | None:
    try:
        kept = save_offer(firm, by=request.actor, offer=offer, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    language = LANGUAGES.get(kept.language, kept.language)
    messages.success(request, _("Gespeichert. Sprache des Textes: %(language)s.") % {"language": language})
    return redirect("member:offer", kept.pk)

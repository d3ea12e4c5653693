"""Einstellungen: the overview, and the centre's own data, which also make the letterhead."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.queries import office_people
from dnm.centre.actions import ChangedMeanwhile, change_centre
from dnm.centre.queries import (
    closures_from,
    deadlines,
    last_change,
    opening_hours,
    reworded_texts,
    the_centre,
    version_of_centre,
)
from dnm.web.requests import SignedInRequest
from dnm.web.templatetags.dnm import clock

from .management import management_only
from .opening import in_words
from .versions import Versioned, conflict_of


def line(label: Any, max_length: int, required: bool = False, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=required,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": gettext_lazy("Dieses Feld darf nicht leer sein.")},
    )


class CentreForm(Versioned):
    name = line(gettext_lazy("Name des Zentrums"), 120, required=True)
    region = line(gettext_lazy("Region"), 80, required=True)
    operator = line(gettext_lazy("Träger im Rechtssinn"), 160)
    street = line(gettext_lazy("Straße und Hausnummer"), 120)
    postcode = line(gettext_lazy("Postleitzahl"), 10, inputmode="numeric")
    place = line(gettext_lazy("Ort"), 80, required=True)
    phone = line(gettext_lazy("Telefon"), 40, type="tel")
    email = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de")},
    )
    represented_by = line(gettext_lazy("Vertreten durch"), 160)
    register_entry = line(gettext_lazy("Registereintrag"), 120)
    privacy_officer = line(gettext_lazy("Datenschutzbeauftragte Person"), 200)


@management_only
def index(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "office/settings.html",
        {
            "hours": in_words(opening_hours()),
            "closures": closures_from(today)[:3],
            "deadlines": len(deadlines()),
            "weights": len(the_centre().ranking_weights),
            "texts": len(reworded_texts()),
            "people": office_people().count(),
        },
    )


@management_only
def centre(request: SignedInRequest) -> HttpResponse:
    stored = _stored()
    form = CentreForm(request.POST or None, initial={**stored, "version": version_of_centre()})
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            change_centre(by=request.actor, seen=form.seen, **form.wanted)
        except ChangedMeanwhile:
            conflict = conflict_of(form, _stored(), version_of_centre(), last_change("centre.changed"))
        else:
            messages.success(request, _("Gespeichert um %(time)s.") % {"time": clock(timezone.now())})
            return redirect("office:settings-centre")
    entry = last_change("centre.changed")
    return render(request, "office/settings_centre.html", {"form": form, "conflict": conflict, "entry": entry})


def _stored() -> dict[str, object]:
    centre = the_centre()
    return {name: getattr(centre, name) for name in CentreForm.base_fields if name != "version"}

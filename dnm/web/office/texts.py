"""The texts the office words itself, in German and English, each with its default."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.centre.actions import ChangedMeanwhile, word_texts
from dnm.centre.queries import last_change, reworded_texts, version_of_text, wordings
from dnm.centre.texts import PLACES, TEXTS
from dnm.web.requests import SignedInRequest

from .management import management_only
from .versions import Versioned, conflict_of


class TextForm(Versioned):
    de = forms.CharField(
        label=gettext_lazy("Deutsch"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Eine Leerzeile beginnt einen Absatz, „## “ eine Überschrift, „- “ einen Punkt. Leer: unsere Vorlage."
        ),
    )
    en = forms.CharField(
        label=gettext_lazy("Englisch"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "en"}),
        help_text=gettext_lazy("Leer: unsere Vorlage oder, wenn Sie den deutschen Text geändert haben, dieser."),
    )


@management_only
def index(request: SignedInRequest) -> HttpResponse:
    own = reworded_texts()
    rows = [(place, own.get(place.key)) for place in TEXTS]
    return render(request, "office/settings_texts.html", {"rows": rows})


@management_only
def text(request: SignedInRequest, key: str) -> HttpResponse:
    if key not in PLACES:
        raise Http404
    place = PLACES[key]
    form = TextForm(request.POST or None, initial={**_stored(key), "version": version_of_text(key)})
    if place.short:
        for name in ("de", "en"):
            form.fields[name].widget = forms.TextInput()
            form.add(name, form.fields[name])
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            word_texts(key, form.wanted, by=request.actor, seen=form.seen)
        except ChangedMeanwhile:
            entry = last_change("centre.text_worded", key=key)
            conflict = conflict_of(form, _stored(key), version_of_text(key), entry)
        else:
            messages.success(request, _("Gespeichert: %(name)s") % {"name": place.label})
            return redirect("office:settings-texts")
    with translation.override("de"):
        default = str(place.default)
    shown = {"place": place, "form": form, "conflict": conflict, "default": default}
    entry = last_change("centre.text_worded", key=key)
    return render(request, "office/settings_text.html", {**shown, "entry": entry})


def _stored(key: str) -> dict[str, object]:
    """The own wording; in German the default where there is none, to start from."""
    own = wordings(key)
    with translation.override("de"):
        default = str(PLACES[key].default)
    return {"de": own.get("de") or default, "en": own.get("en", "")}

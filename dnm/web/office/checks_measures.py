"""The rule table that turns low scores into next steps, and the questionnaires in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.centre.actions import ChangedMeanwhile
from dnm.maturity.actions import change_measure, restore_measure
from dnm.maturity.models import Measure
from dnm.maturity.queries import file_problems, measures_visible_to, questionnaires
from dnm.maturity.queries.measures import (
    COLUMNS,
    TEXTS,
    last_change_of,
    shipped_measures,
    version_of_measure,
)
from dnm.maturity.queries.questionnaires import shelf
from dnm.maturity.rules import works_on_checks
from dnm.web.access import only_for
from dnm.web.directory_forms import Whole, show_problems
from dnm.web.forms import Words, offer
from dnm.web.language import reading_language
from dnm.web.pages import Choice
from dnm.web.requests import SignedInRequest

from .checks_words import title_of, topics_of
from .versions import Versioned, conflict_of

LANGUAGES = ("de", "en")
BEFORE = "measure-before"
"""Where the session keeps a row as it was before its last change, for the way back."""


class MeasureForm(Versioned):
    title_de = Words(
        label=gettext_lazy("Titel"),
        max_length=120,
        error_messages={"required": gettext_lazy("Geben Sie der Maßnahme einen Titel.")},
    )
    text_de = Words(label=gettext_lazy("Text"), max_length=600, rows=4, required=False)
    goal_de = Words(
        label=gettext_lazy("Ziel"), max_length=600, rows=3, required=False,
        help_text=gettext_lazy("Nur für den Entwurf eines Bedarfs."),
    )  # fmt: skip
    title_en = Words(label=gettext_lazy("Titel, englisch"), max_length=120, required=False)
    text_en = Words(label=gettext_lazy("Text, englisch"), max_length=600, rows=4, required=False)
    goal_en = Words(label=gettext_lazy("Ziel, englisch"), max_length=600, rows=3, required=False)
    below = Whole(
        label=gettext_lazy("Erscheint bei Werten unter"),
        required=True,
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(
            ("required", "min_value", "max_value"), gettext_lazy("Geben Sie eine Zahl von 1 bis 100 ein.")
        ),
    )
    link = Words(
        label=gettext_lazy("Link"), max_length=300, required=False,
        help_text=gettext_lazy("Zum Beispiel zur Seite der Förderung, mit https:// am Anfang."),
    )  # fmt: skip
    active = forms.BooleanField(label=gettext_lazy("wird Betrieben vorgeschlagen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["below"].widget.attrs["class"] += " dnm-short"
        for name in ("title_en", "text_en", "goal_en"):
            self.fields[name].widget.attrs["lang"] = "en"

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them; a language without words is left out."""
        found = self.cleaned_data
        texts = {one: {name: found[f"{name}_{one}"] for name in TEXTS if found[f"{name}_{one}"]} for one in LANGUAGES}
        return {
            "below": found["below"], "link": found["link"], "active": found["active"],
            "texts": {one: words for one, words in texts.items() if words},
        }  # fmt: skip


def _stored(measure: Measure) -> dict[str, object]:
    texts = {f"{name}_{one}": measure.texts.get(one, {}).get(name, "").strip() for one in LANGUAGES for name in TEXTS}
    return {**texts, "below": measure.below, "link": measure.link, "active": measure.active}


# --- The table ---


@only_for(works_on_checks)
def measures(request: SignedInRequest) -> HttpResponse:
    table = measures_visible_to(request.actor)
    families = list(dict.fromkeys(measure.questionnaire for measure in table))
    asked = request.GET.get("fragebogen", "")
    chosen = asked if asked in families else families[0]
    own = [measure for measure in table if measure.questionnaire == chosen]
    key = _newest(chosen)
    sections = [(title, [one for one in own if one.topic == topic]) for topic, title in topics_of(key).items()]
    context = {
        "sections": sections,
        "active": sum(one.active for one in own),
        "title": title_of(key),
        "keys": [Choice(one, title_of(_newest(one)), None, one == chosen) for one in families],
        "language": reading_language(),
    }
    return render(request, "office/checks/measures.html", context)


def _newest(name: str) -> str:
    return next((one.key for one in questionnaires() if one.id == name), name)


def _measure(request: SignedInRequest, key: str) -> Measure:
    found = next((one for one in measures_visible_to(request.actor) if one.key == key), None)
    if found is None:
        raise Http404
    return found


@only_for(works_on_checks)
def measure(request: SignedInRequest, key: str) -> HttpResponse:
    """Two editors: the slower one sees both versions before anything is overwritten."""
    row = _measure(request, key)
    form = MeasureForm(request.POST or None, initial={**_stored(row), "version": version_of_measure(key)})
    conflict = None
    if request.method == "POST" and form.is_valid():
        before = _kept(row)
        try:
            change_measure(key, by=request.actor, seen=form.seen, **form.values)
        except ChangedMeanwhile:
            conflict = conflict_of(form, _stored(row), version_of_measure(key), last_change_of(key))
        except Refused as refusal:
            show_problems(form, refusal, renamed={"texts": "title_de"})
        else:
            return _saved(request, key, before, _("Gespeichert."))
    context = {
        "measure": row,
        "form": form,
        "conflict": conflict,
        "topic": topics_of(_newest(row.questionnaire)).get(row.topic, row.topic),
        "questionnaire": title_of(_newest(row.questionnaire)),
        "entry": last_change_of(key),
        "changed": row.pk is not None,
        "shipped": _shipped(key),
        "version": version_of_measure(key),
    }
    return render(request, "office/checks/measure.html", context)


def _shipped(key: str) -> dict[str, object] | None:
    row = shipped_measures().get(key)
    return _stored(Measure(**row)) if row else None


def _kept(measure: Measure) -> dict[str, Any] | None:
    """A row as it stands; None for the words of the package."""
    return {name: getattr(measure, name) for name in COLUMNS} if measure.pk else None


def _saved(request: SignedInRequest, key: str, before: dict[str, Any] | None, words: str) -> HttpResponse:
    """With the way back: the row as it was, kept in this person's session."""
    request.session[BEFORE] = {"key": key, "values": before, "version": version_of_measure(key)}
    messages.success(request, words, extra_tags=reverse("office:check-measure-undo", args=[key]))
    return redirect("office:check-measure", key)


@only_for(works_on_checks)
@require_POST
def restore(request: SignedInRequest, key: str) -> HttpResponse:
    row = _measure(request, key)
    before = _kept(row)
    try:
        restore_measure(key, by=request.actor, seen=request.POST.get("version", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:check-measure", key)
    if key not in shipped_measures():
        messages.success(request, _("Die Maßnahme ist gelöscht."))
        return redirect("office:check-measures")
    return _saved(request, key, before, _("Jetzt gilt wieder unsere Vorlage."))


@only_for(works_on_checks)
@require_POST
def undo(request: SignedInRequest, key: str) -> HttpResponse:
    """Only what this person changed last, as long as nobody has changed it since."""
    _measure(request, key)
    kept = request.session.pop(BEFORE, None)
    try:
        if not kept or kept["key"] != key:
            raise Refused(_("Das lässt sich nicht mehr zurücknehmen."))
        if kept["values"] is None:
            restore_measure(key, by=request.actor, seen=kept["version"])
        else:
            change_measure(key, by=request.actor, seen=kept["version"], **kept["values"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Zurückgenommen."))
    return redirect("office:check-measure", key)


class NewMeasureForm(MeasureForm):
    """One of the office's own; topic and kind stay as they are afterwards."""

    topic = forms.ChoiceField(
        label=gettext_lazy("Thema"), error_messages={"required": gettext_lazy("Wählen Sie ein Thema.")}
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"),
        choices=Measure.Kind.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": gettext_lazy("Wählen Sie die Art der Maßnahme.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "topic", [
            (one.title.in_language(reading_language()), [
                (f"{one.id}:{topic.id}", topic.title.in_language(reading_language())) for topic in one.dimensions
            ])
            for one in questionnaires()
        ])  # fmt: skip


@only_for(works_on_checks)
def new(request: SignedInRequest) -> HttpResponse:
    form = NewMeasureForm(request.POST or None, initial={"below": 50, "active": True})
    if request.method == "POST" and form.is_valid():
        questionnaire, _colon, topic = form.cleaned_data["topic"].partition(":")
        key = slugify(f"{topic}-{form.cleaned_data['kind']}-{form.cleaned_data['title_de']}")[:60].strip("-")
        try:
            # "new" is the version of none: the same title twice is no second measure.
            change_measure(
                key, by=request.actor, seen="new", questionnaire=questionnaire, topic=topic,
                kind=form.cleaned_data["kind"], **form.values,
            )  # fmt: skip
        except ChangedMeanwhile:
            form.add_error("title_de", _("Eine Maßnahme mit diesem Titel gibt es schon."))
        except Refused as refusal:
            show_problems(form, refusal, renamed={"texts": "title_de"})
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("office:check-measure", key)
    return render(request, "office/checks/measure_new.html", {"form": form})


# --- Questionnaires ---


@only_for(works_on_checks)
def questionnaire_page(request: SignedInRequest) -> HttpResponse:
    """What is in force, what older checks were answered with, and what is wrong with the centre's own files."""
    in_force = questionnaires()
    keys = {one.key for one in in_force}
    language = reading_language()
    context = {
        "rows": [
            (one, one.title.in_language(language), one.about.in_language(language), len(one.items)) for one in in_force
        ],
        "older": [(key, title_of(key)) for key in shelf().known if key not in keys],
        "problems": file_problems(),
    }
    return render(request, "office/checks/questionnaires.html", context)

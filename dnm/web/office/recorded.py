"""Pages on which a scout writes down what a party said, and on which two who agree are introduced at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.directory.models import Organisation
from dnm.directory.queries import matching_text, organisations_visible_to
from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.queries import introductions_visible_to
from dnm.introductions.rules import consent_text, field_values
from dnm.introductions.workflow import Party
from dnm.matching.models import Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.workflow import OPEN
from dnm.web.access import only_for
from dnm.web.forms import Day, offer
from dnm.web.language import joined
from dnm.web.requests import SignedInRequest, number_in

from .case_forms import text_field
from .checked_acts import check_page, leaving
from .recording import Recordable, ReleaseForm, SpokenForm, language_of, recordable_answers

HITS = 8


def _case(request: SignedInRequest, pk: int) -> Introduction:
    return get_object_or_404(introductions_visible_to(request.actor), pk=pk)


def _who(case: Introduction, side: Party) -> str:
    person = case.contact_of(side)
    return person.full_name if person else ""


@only_for(is_scout)
def record(request: SignedInRequest, pk: int, answer: str) -> HttpResponse:
    """One answer of one side; a recorded consent equals a clicked one."""
    case = _case(request, pk)
    released = [Party(one.side) for one in case.releases.all() if one.valid]
    known = {one.key: one for one in recordable_answers(case, released, request.actor)}
    chosen = known.get(answer)
    if chosen is None:
        messages.warning(request, _("Diese Antwort lässt sich im jetzigen Stand nicht eintragen."))
        return redirect("office:introduction", pk)
    consent = consent_of(case, chosen)
    form = _form(request, case, chosen, consent)
    if request.method == "POST" and form.is_valid() and "zurueck" not in request.POST:
        try:
            return _write_down(request, case, chosen, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"case": case, "chosen": chosen, "form": form, "consent": consent}
    return render(request, "office/case/record.html", context)


def consent_of(case: Introduction, chosen: Recordable) -> str:
    """The words to read out before somebody releases, every field included; empty for other answers."""
    if chosen.answer.form is not ReleaseForm:
        return ""
    return consent_text(case, chosen.side, list(field_values(case, chosen.side)), language_of(case, chosen.side))


def _form(request: SignedInRequest, case: Introduction, chosen: Recordable, consent: str) -> Any:
    options: dict[str, Any] = {}
    initial = {"said_by": _who(case, chosen.side), "said_on": timezone.localdate()}
    if consent:
        options = {"case": case, "side": chosen.side}
        initial["shown"] = actions.offered_hash(case, chosen.side, language_of(case, chosen.side))
    return chosen.answer.form(request.POST if request.method == "POST" else None, initial=initial, **options)


def _write_down(request: SignedInRequest, case: Introduction, chosen: Recordable, form: Any) -> HttpResponse:
    def run() -> object:
        return chosen.answer.run(case, chosen.side, form, request.actor)

    letters = [] if "geprueft" in request.POST else leaving(run)
    if letters:
        words = {"name": chosen.name, "answer": chosen.answer.label}
        return check_page(request, case, _("%(name)s %(answer)s: so eintragen?") % words, form, letters)
    run()
    messages.success(request, _("Eingetragen. Die Seite bekommt eine Bestätigung mit „Das stimmt nicht“."))
    return redirect("office:introduction", case.pk)


@only_for(is_scout)
def introduce(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both agree already: the two consents are written down, and the introduction happens at once."""
    case = _case(request, pk)
    names = joined(name for name in (_who(case, Party.COMPANY), _who(case, Party.STARTUP)) if name)
    initial = {"said_by": names, "said_on": timezone.localdate()}
    form = SpokenForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and "zurueck" not in request.POST:

        def run() -> object:
            return actions.record_introduction(case, by=request.actor, spoken=form.spoken)

        try:
            if "geprueft" not in request.POST and (letters := leaving(run)):
                return check_page(request, case, _("Beide einander vorstellen?"), form, letters)
            run()
            messages.success(request, _("Beide sind vorgestellt und haben die Angaben der anderen Seite."))
            return redirect("office:introduction", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "office/case/introduce.html", {"case": case, "form": form})


class KnownForm(SpokenForm):
    """Both know each other already: who, from where, and who agreed that we accompany them."""

    company = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Unternehmen"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": gettext_lazy("Suchen und wählen Sie das Unternehmen.")},
    )  # fmt: skip
    startup = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Startup"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": gettext_lazy("Suchen und wählen Sie das Startup.")},
    )  # fmt: skip
    need = forms.ModelChoiceField(
        Need.objects.none(), label=gettext_lazy("Bedarf"), required=False, empty_label=gettext_lazy("ohne Bedarf")
    )
    title = text_field(gettext_lazy("Worum geht es?"), gettext_lazy("Geben Sie an, worum es geht."), length=120, rows=1)
    where = text_field(
        gettext_lazy("Woher kennen sich beide?"),
        gettext_lazy("Geben Sie an, woher sich beide kennen."),
        length=160,
        rows=1,
    )
    on = Day(label=gettext_lazy("Seit wann?"), error_messages={"required": gettext_lazy("Geben Sie den Tag an.")})
    field_order = ["company", "startup", "need", "title", "where", "on"]

    def __init__(self, *args: Any, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = request.POST if request.method == "POST" else request.GET
        for name, kind, word in (("company", "company", "unternehmen"), ("startup", "startup", "startup")):
            found = _hits(request, kind, asked.get(f"suche_{word}", ""), asked.get(name, ""))
            offer(self, name, found)
        company = asked.get("company", "")
        if number_in(company):
            needs = needs_visible_to(request.actor).filter(organisation=number_in(company), state__in=OPEN)
            offer(self, "need", needs)


def _hits(request: SignedInRequest, kind: str, text: str, chosen: str) -> Any:
    """What the search found, and what is chosen already."""
    visible = organisations_visible_to(request.actor).filter(kind=kind)
    ids = [one.pk for one in matching_text(visible, text)[:HITS]] if text.strip() else []
    if number_in(chosen):
        ids.append(number_in(chosen))
    return visible.filter(pk__in=ids)


@only_for(is_scout)
def known(request: SignedInRequest) -> HttpResponse:
    """ "Beide kennen sich bereits": opens a case at the introduction with two recorded consents."""
    initial = {"said_on": timezone.localdate()}
    sent = request.method == "POST" and "suchen" not in request.POST and "zurueck" not in request.POST
    form = KnownForm(request.POST if sent else None, initial=initial | _typed(request), request=request)
    if sent and form.is_valid():
        try:
            return _open_known(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    searched = {word: request.POST.get(f"suche_{word}", "") for word in ("unternehmen", "startup")}
    return render(request, "office/case/known.html", {"form": form, "searched": searched})


def _typed(request: SignedInRequest) -> dict[str, str]:
    """What stood in the form when somebody pressed "Suchen"."""
    own = {"csrfmiddlewaretoken", "suchen", "zurueck", "geprueft"}
    return {name: str(value) for name, value in request.POST.items() if name not in own and value}


def _open_known(request: SignedInRequest, form: KnownForm) -> HttpResponse:
    values = form.cleaned_data
    opened: list[Introduction] = []

    def run() -> object:
        case = actions.open_known(
            values["company"], values["startup"], title=values["title"], where=values["where"], on=values["on"],
            need=values["need"], by=request.actor, spoken=form.spoken,
        )  # fmt: skip
        opened.append(case)
        return case

    letters = [] if "geprueft" in request.POST else leaving(run)
    if letters:
        return check_page(request, None, _("Diesen Vorgang anlegen und beiden schreiben?"), form, letters)
    run()
    messages.success(request, _("Der Vorgang %(number)s ist angelegt.") % {"number": opened[-1].number})
    return redirect("office:introduction", opened[-1].pk)

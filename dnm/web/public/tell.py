"""First contact: three fields, no account. The office rings up."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from dnm.accounts.actions import Refused
from dnm.centre.queries import the_centre
from dnm.matching.actions import tell_problem
from dnm.matching.queries import sent_need
from dnm.web.access import open_to_all
from dnm.web.checks.result import problem_told
from dnm.web.directory_forms import Line, new_form_token, show_problems
from dnm.web.forms import Form
from dnm.web.language import reading_language
from dnm.web.limits import limited
from dnm.web.requests import Request, number_in

TOLD = "told"
"""Session key: numbers of the needs this visitor has sent."""
KEPT = 20


class TellForm(Form):
    """What is good is said by the action alone. ``homepage`` stands there for machines that fill in everything."""

    problem = Line(
        label=gettext_lazy("Was hakt bei Ihnen?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Ein, zwei Sätze genügen. Zum Beispiel: „Abends bleibt zu viel Brot übrig.“"),
        required=True,
        error_messages={"required": gettext_lazy("Schreiben Sie in ein, zwei Sätzen, was hakt.")},
    )
    name = Line(
        label=gettext_lazy("Ihr Name und Betrieb"),
        help_text=gettext_lazy("Zum Beispiel: Petra Hölscher, Tischlerei Hölscher"),
        required=True,
        error_messages={"required": gettext_lazy("Geben Sie Ihren Namen und den Betrieb an.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reach = Line(
        label=gettext_lazy("Telefon oder E-Mail"),
        required=True,
        error_messages={"required": gettext_lazy("Geben Sie eine Telefonnummer oder E-Mail-Adresse an.")},
    )
    homepage = Line(
        label=gettext_lazy("Dieses Feld leer lassen"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    form_token = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=43)


@open_to_all
@limited("tell", count=5, seconds=3600)
def tell(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, TellForm(initial={"form_token": new_form_token(), "problem": _known_problem(request)}))
    form = TellForm(request.POST)
    if form.is_valid():
        try:
            number = _send(request, form)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return redirect("public:told", number)
    return _page(request, form)


def _known_problem(request: Request) -> str:
    """What the reader's own Digital-Check has led to."""
    return problem_told(request.actor, number_in(request.GET.get("check", "")), request.GET.get("schritt", ""))


def _send(request: Request, form: TellForm) -> str:
    values = dict(form.cleaned_data)
    if values.pop("homepage"):
        phone = the_centre().phone
        raise Refused(_("Das hat nicht geklappt. Rufen Sie uns an: %(phone)s") % {"phone": phone})
    need = tell_problem(**values, by=request.actor, language=reading_language())
    request.session[TOLD] = [*request.session.get(TOLD, []), need.number][-KEPT:]
    return str(need.number)


def _page(request: Request, form: TellForm) -> HttpResponse:
    return render(request, "public/tell.html", {"form": form})


@open_to_all
@never_cache
def told(request: Request, number: str) -> HttpResponse:
    """Number, what happens next and by when. Only whoever sent it can open the page."""
    need = sent_need(number) if number in request.session.get(TOLD, []) else None
    if need is None:
        raise Http404
    return render(request, "public/told.html", {"need": need})

"""Doing something with a case. Whatever writes to somebody outside is shown on a check page first."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise

from dnm.accounts.actions import Refused
from dnm.accounts.rules import is_scout
from dnm.introductions.actions.preview import letters_of
from dnm.introductions.models import Introduction
from dnm.introductions.queries import introductions_visible_to
from dnm.mail.models import Letter
from dnm.web.access import only_for
from dnm.web.forms import Form
from dnm.web.requests import SignedInRequest

from .case_acts import ACTS, Act, act_form, form_key
from .case_forms import Person
from .case_page import show_case
from .undo import undo_address


@only_for(is_scout)
def act(request: SignedInRequest, pk: int, name: str, row: int | None = None) -> HttpResponse:
    """Do one thing, once it was checked where letters leave the house; a problem comes back with the input kept."""
    case = get_object_or_404(introductions_visible_to(request.actor), pk=pk)
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return redirect("office:introduction", pk)
    bound = act_form(name, case, row, request.POST)
    if bound.is_valid() and "zurueck" not in request.POST:
        try:
            return _do(request, case, chosen, bound, row)
        except Refused as refusal:
            bound.add_error(None, str(refusal))
    return show_case(request, case, bound={form_key(name, row): bound})


def _do(request: SignedInRequest, case: Introduction, chosen: Act, bound: Form, row: int | None) -> HttpResponse:
    def run() -> object:
        return chosen.run(case, bound.cleaned_data, request.actor, row)

    if "geprueft" not in request.POST and (letters := leaving(run)):
        return check_page(request, case, chosen.question, bound, letters)
    run()
    messages.success(request, str(chosen.done), extra_tags=undo_address(case))
    return redirect("office:introduction", case.pk)


def leaving(run: Callable[[], object]) -> list[Letter]:
    """The letters that would go to people outside the office."""
    return [letter for letter in letters_of(run) if letter.recipient_label == "directory.contact"]


def check_page(
    request: SignedInRequest, case: Introduction | None, question: Promise | str, bound: Form, letters: list[Letter]
) -> HttpResponse:
    rows = [(one.label, _shown(one)) for one in bound if not one.is_hidden]
    context = {"case": case, "question": question, "rows": rows, "letters": letters, "posted": posted(request)}
    return render(request, "office/case/check.html", context)


def _shown(bound: forms.BoundField) -> str:
    """What was entered, as a person reads it."""
    value = bound.value()
    choices = dict(getattr(bound.field, "choices", []))
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if isinstance(bound.field, Person):
        return str(bound.form.cleaned_data[bound.name].full_name)
    known = {str(key): label for key, label in choices.items()}
    return str(known.get(str(value), value or ""))


def posted(request: SignedInRequest) -> list[tuple[str, str]]:
    """The entered values again, for the form behind the check page."""
    own = {"csrfmiddlewaretoken", "geprueft", "zurueck"}
    return [(name, value) for name, values in request.POST.lists() if name not in own for value in values]

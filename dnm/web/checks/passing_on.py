"""Going on elsewhere by a mailed link, handing a topic to a colleague, telling which firm it was."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.accounts.actions import Refused
from dnm.engines.scoring import Dimension
from dnm.maturity.actions import hand_over_topic, send_door, take_back_topic, tell_firm
from dnm.maturity.queries import tasks_of
from dnm.maturity.rules import FIRM_FACTS, firm_problems
from dnm.web.directory_forms import IndustryStep, Line, Whole, show_problems
from dnm.web.forms import Form
from dnm.web.limits import limited
from dnm.web.requests import SignedInRequest

from .opened import OpenedCheck, for_leaders, with_check

ADDRESS = gettext_lazy("Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@betrieb.de.")


class AddressForm(Form):
    """What is a good address the action says."""

    email = Line(
        label=gettext_lazy("E-Mail-Adresse"),
        required=True,
        error_messages={"required": ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ColleagueForm(Form):
    name = Line(
        label=gettext_lazy("Name"),
        required=True,
        error_messages={"required": gettext_lazy("Geben Sie den Namen der Person ein.")},
    )
    email = Line(
        label=gettext_lazy("E-Mail-Adresse"),
        required=True,
        error_messages={"required": ADDRESS},
        widget=forms.EmailInput(),
    )


class FirmForm(IndustryStep):
    """Only the name is needed; the rest helps to compare."""

    problems = staticmethod(firm_problems)

    name = Line(
        label=gettext_lazy("Name des Betriebs"),
        required=True,
        error_messages={"required": gettext_lazy("Geben Sie den Namen des Betriebs ein.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    postcode = Line(label=gettext_lazy("Postleitzahl"), widget=forms.TextInput(attrs={"autocomplete": "postal-code"}))
    head_count = Whole(label=gettext_lazy("Beschäftigte"))
    field_order = ["name", "postcode", "head_count", "industry_search", "industry"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("head_count", "postcode"):
            self.fields[name].widget.attrs["class"] += " dnm-short"


@with_check
@for_leaders
@limited("check-letter", count=20, seconds=3600)
def link(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """Stop here and go on on another device; for a guest, keep the result."""
    form = AddressForm(
        request.POST if request.method == "POST" else None, initial={"email": _own_address(request, opened)}
    )
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip()
        try:
            send_door(opened.check, email=email, by=request.actor, name=request.actor.name, language=opened.language)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            messages.success(request, _("Der Link ist unterwegs an %(email)s.") % {"email": email})
            return redirect(opened.tasks_url if opened.check.is_open else opened.done_url)
    return render(request, "checks/link.html", {"opened": opened, "form": form})


def _own_address(request: SignedInRequest, opened: OpenedCheck) -> str:
    """At the table it is the company's, and guests have told none."""
    return "" if opened.at_the_table or opened.is_guest else request.user.email


@with_check
@for_leaders
@limited("check-letter", count=20, seconds=3600)
def hand_over(request: SignedInRequest, opened: OpenedCheck, topic: str) -> HttpResponse:
    """A colleague answers one topic. The one who has it already can be left out again."""
    asked = next((one for one in opened.questionnaire.dimensions if one.id == topic), None)
    if asked is None:
        raise Http404
    if not opened.check.is_open:
        return redirect(opened.tasks_url)
    form = ColleagueForm(request.POST if request.method == "POST" and "zuruecknehmen" not in request.POST else None)
    if request.method == "POST" and _handed_over(request, opened, asked, form):
        return redirect(opened.tasks_url)
    handed_to = next(task.handed_to for task in tasks_of(opened.check, request.actor) if task.topic == asked)
    title = asked.title.in_language(opened.language)
    return render(
        request, "checks/hand_over.html", {"opened": opened, "form": form, "topic": title, "handed_to": handed_to}
    )


def _handed_over(request: SignedInRequest, opened: OpenedCheck, asked: Dimension, form: ColleagueForm) -> bool:
    title = asked.title.in_language(opened.language)
    if "zuruecknehmen" in request.POST:
        take_back_topic(opened.check, asked.id, by=request.actor)
        messages.success(request, _("Das Thema „%(topic)s“ liegt wieder bei Ihnen.") % {"topic": title})
        return True
    if not form.is_valid():
        return False
    words = {name: form.cleaned_data[name].strip() for name in ("name", "email")}
    try:
        hand_over_topic(opened.check, asked.id, by=request.actor, language=opened.language, **words)
    except Refused as refusal:
        show_problems(form, refusal)
        return False
    said = _("%(name)s bekommt gleich eine E-Mail mit dem Link zum Thema „%(topic)s“.")
    messages.success(request, said % {"name": words["name"], "topic": title})
    return True


@with_check
@for_leaders
def firm(request: SignedInRequest, opened: OpenedCheck) -> HttpResponse:
    """A guest says which firm it is, so that the office may see the check and help."""
    check = opened.check
    if not opened.is_guest or check.organisation_id is not None:
        raise Http404
    onward = opened.tasks_url if check.is_open else opened.done_url
    form = FirmForm(request.POST if request.method == "POST" else None, initial=check.firm)
    if "suchen" in request.POST:
        form.keep_input()
    elif request.method == "POST" and form.is_valid():
        try:
            tell_firm(check, by=request.actor, **{name: form.cleaned_data[name] for name in FIRM_FACTS})
            messages.success(request, _("Danke. Das Büro meldet sich bei Ihnen."))
            return redirect(onward)
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "checks/firm.html", {"opened": opened, "form": form, "back": onward})

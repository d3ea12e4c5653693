"""Rounds of invitations: plan one, choose companies, see the letter before it leaves, remind, list who to ring up."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.models import Contact, Organisation
from dnm.introductions.actions.preview import letters_of
from dnm.mail.models import Letter
from dnm.maturity.actions import invite, plan_round
from dnm.maturity.models import Invited, Round
from dnm.maturity.queries import Wanted, companies_to_invite, reach_of, rounds_visible_to
from dnm.maturity.queries.choosing import MOST
from dnm.maturity.rules import works_on_checks
from dnm.maturity.workflow import Way
from dnm.web.access import only_for
from dnm.web.directory_forms import Whole, show_problems
from dnm.web.forms import Day, Form, Words, offer
from dnm.web.pages import Countless
from dnm.web.requests import SignedInRequest

from .checks_words import industry_groups, questionnaire_choices, sizes, title_of, towns

ROWS_PER_PAGE = 50
TEMPLATE_TEXT = _(
    "Der Check zeigt, wo Ihr Betrieb digital steht und was als Nächstes am meisten bringt. Er kostet nichts. Wenn Sie "
    "möchten, kommen wir vorbei und beantworten die Fragen mit Ihnen zusammen."
)


class RoundForm(Form):
    title = Words(
        label=_("Name der Runde"),
        max_length=120,
        help_text=_("Nur für das Büro, zum Beispiel „Handwerk im Herbst“."),
        error_messages={"required": _("Geben Sie der Runde einen Namen.")},
    )
    key = forms.ChoiceField(
        label=_("Fragebogen"),
        widget=forms.RadioSelect(),
        error_messages={"required": _("Wählen Sie einen Fragebogen.")},
    )
    due_on = Day(
        label=_("Bis wann sollen die Betriebe antworten?"),
        error_messages={"required": _("Geben Sie den Tag an, zum Beispiel 23.11.2026.")},
    )
    text = Words(
        label=_("Ihre Worte im Brief"),
        max_length=3000,
        rows=6,
        required=False,
        help_text=_("Anrede, Link, Frist und Gruß schreibt DNM dazu."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "key", questionnaire_choices())
        self.fields["due_on"].widget.attrs["class"] += " dnm-short"


class WantedForm(Form):
    """Whom to invite; all of it stands in the address."""

    branche = forms.ChoiceField(label=_("Branche"), required=False)
    groesse = forms.ChoiceField(label=_("Größe"), required=False)
    gemeinde = forms.ChoiceField(label=_("Gemeinde"), required=False)
    auch = forms.BooleanField(label=_("auch Betriebe, die diesen Check schon begonnen haben"), required=False)
    hoechstens = Whole(
        label=_("Höchstens so viele"),
        min_value=1,
        max_value=MOST,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), _("Geben Sie eine Zahl von 1 bis %(most)s an.") % {"most": MOST}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = {"branche": industry_groups(), "groesse": sizes(), "gemeinde": towns()}
        for name, labels in groups.items():
            offer(self, name, [("", gettext("alle")), *labels.items()])
            self.fields[name].error_messages["invalid_choice"] = gettext("Wählen Sie einen Eintrag aus der Liste.")
        self.fields["hoechstens"].widget.attrs["class"] += " dnm-short"

    @property
    def wanted(self) -> Wanted:
        found = self.cleaned_data
        most = found["hoechstens"] or Wanted.most
        return Wanted(found["branche"], found["groesse"], found["gemeinde"], not found["auch"], most)


@only_for(works_on_checks)
def rounds(request: SignedInRequest) -> HttpResponse:
    found = rounds_visible_to(request.actor).order_by("-pk")
    page = Countless(found, ROWS_PER_PAGE, found.count()).get_page(request.GET.get("seite"))
    rows = [(one, title_of(one.questionnaire)) for one in page]
    waiting = sum(one.companies - one.finished for one in page)
    context = {"page": page, "rows": rows, "waiting": waiting}
    return render(request, "office/checks/rounds.html", context)


@only_for(works_on_checks)
def new(request: SignedInRequest) -> HttpResponse:
    """Nobody is written to here; the companies are chosen on the next page."""
    form = RoundForm(request.POST or None, initial={"text": TEMPLATE_TEXT})
    if request.method == "POST" and form.is_valid():
        try:
            planned = plan_round(by=request.actor, **form.cleaned_data)
            return redirect("office:check-round-invite", planned.pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return render(request, "office/checks/round_new.html", {"form": form})


def visible_round(request: SignedInRequest, pk: int) -> Round:
    return get_object_or_404(rounds_visible_to(request.actor), pk=pk)


# --- Choosing companies ---


@dataclass(frozen=True)
class Chosen:
    """A company with whom to write to and by which way."""

    firm: Organisation
    contact: Contact | None
    way: Way

    @property
    def way_label(self) -> str:
        return str(Invited.WAY_LABELS[self.way])


@only_for(works_on_checks)
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Three steps on one address: filter, take some out, and look at the letter before it leaves."""
    planned = visible_round(request, pk)
    if planned.due_on < timezone.localdate():
        messages.error(request, gettext("Die Frist endete am %(day)s.") % {"day": f"{planned.due_on:%d.%m.%Y}"})
        return redirect("office:check-round", pk)
    if request.method == "POST" and "zurueck" not in request.POST:
        return _send(request, planned)
    back, ticked = request.method == "POST", _ticked(request)
    asked = request.GET if "hoechstens" in request.GET else QueryDict("hoechstens=50")
    form = WantedForm(asked)
    firms = list(companies_to_invite(request.actor, form.wanted, planned.questionnaire)) if form.is_valid() else []
    context = {
        "round": planned,
        "form": form,
        "questionnaire": title_of(planned.questionnaire),
        "chosen": [(one, not back or one.firm.pk in ticked) for one in _reached(firms, planned)],
    }
    return render(request, "office/checks/round_choose.html", context)


def _reached(firms: list[Organisation], planned: Round) -> list[Chosen]:
    reach = reach_of(firms, planned.questionnaire)
    return [Chosen(firm, *reach[firm.pk]) for firm in firms]


def _ticked(request: SignedInRequest) -> set[int]:
    return {int(key) for key in request.POST.getlist("betrieb")[:MOST] if key.isdecimal() and len(key) < 10}


def _send(request: SignedInRequest, planned: Round) -> HttpResponse:
    """The ticked companies as they stand: who was invited meanwhile, or is gone, falls out."""
    everybody = Wanted(fresh=False, most=MOST)
    firms = list(companies_to_invite(request.actor, everybody, planned.questionnaire, among=_ticked(request)))
    if not firms:
        messages.error(request, gettext("Kreuzen Sie mindestens einen Betrieb an, der noch nicht eingeladen ist."))
        return redirect(request.get_full_path())
    if "geprueft" in request.POST:
        sent = invite(planned, firms, by=request.actor)
        said = ngettext("Ein Betrieb ist eingeladen.", "%(count)s Betriebe sind eingeladen.", len(sent))
        messages.success(request, said % {"count": len(sent)})
        return redirect("office:check-round", planned.pk)
    chosen = _reached(firms, planned)
    context = {
        "round": planned,
        "questionnaire": title_of(planned.questionnaire),
        "chosen": chosen,
        "ways": [(label, count) for way, label in Invited.WAY_LABELS.items() if (count := _count(chosen, way))],
        "by_email": _count(chosen, Way.EMAIL),
        "letter": letter_preview(planned, chosen, request.actor),
    }
    return render(request, "office/checks/round_check.html", context)


def _count(chosen: list[Chosen], way: Way) -> int:
    return sum(one.way == way for one in chosen)


@dataclass(frozen=True)
class Preview:
    to: str
    subject: str
    body: str


def letter_preview(planned: Round, chosen: list[Chosen], by: Actor) -> Preview | None:
    """The letter to the first company that gets one, written for a trial and taken back; its link opens nothing."""
    first = next((one.firm for one in chosen if one.way == Way.EMAIL), None)
    if first is None:
        return None
    letters: list[Letter] = letters_of(lambda: invite(planned, [first], by=by))
    return preview_of(letters[0]) if letters else None


def preview_of(letter: Letter) -> Preview:
    body = re.sub(r"(/digital-check/a/)[^/\s]+/", r"\1…/", letter.body)
    return Preview(f"{letter.to_name} ({letter.to_address})", letter.subject, body)

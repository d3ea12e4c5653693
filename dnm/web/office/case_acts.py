"""What the office can do with a case: one table of acts, each with its form and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dnm.accounts.rules import Actor
from dnm.introductions import actions
from dnm.introductions.models import CheckIn, FollowUp, Introduction, Meeting, PhoneTask, Question
from dnm.introductions.workflow import Party
from dnm.web.forms import Form

from . import case_forms as form
from .undo import take_back

Values = dict[str, Any]
NOON = time(12)


@dataclass(frozen=True)
class Act:
    """One thing to do: the form it needs, the action behind it, and the words around it."""

    form: type[Form]
    run: Callable[[Introduction, Values, Actor, int | None], object]
    question: Promise
    done: Promise
    options: Callable[[Introduction], Values] = field(default=lambda case: {})


def _row(rows: Any, key: int | None) -> Any:
    return get_object_or_404(rows, pk=key)


def _ask_company(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    if case.need is None:
        raise Http404
    return actions.ask_company(case.need, by=by)


def _schedule(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    starts = form.moment_at(values["day"], values["begins"])
    return actions.schedule_meeting(
        case, starts=starts, ends=form.moment_at(values["day"], values["ends"]), moderator=values["moderator"],
        place=values["place"], link=values["link"], agenda=values["agenda"], by=by,
    )  # fmt: skip


def _hold(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    told = dict(values)
    held_on = told.pop("held_on", None)
    held_at = form.moment_at(held_on, NOON) if held_on else None
    if held_at and held_at > timezone.now():
        held_at = timezone.now()
    return actions.hold_meeting(case, by=by, held_at=held_at, **told)


def _rate(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    meeting = _row(Meeting.objects.filter(introduction=case), row)
    return actions.rate_meeting(meeting, Party(values["side"]), values["stars"], values["comment"], by=by)


def _check_in(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    return actions.check_in(_row(CheckIn.objects.filter(pilot__introduction=case), row), values["text"], by=by)


def _follow_up(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    ask = _row(FollowUp.objects.filter(cooperation__introduction=case), row)
    return actions.follow_up(ask, values["text"], by=by)


def _call(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    return actions.plan_call(case, Party(values["side"]), values["reason"], due_on=values["due_on"], by=by)


def _called(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    return actions.done_calling(_row(PhoneTask.objects.filter(introduction=case), row), values["outcome"], by=by)


def _answer(case: Introduction, values: Values, by: Actor, row: int | None) -> object:
    return actions.answer_question(_row(Question.objects.filter(introduction=case), row), values["text"], by=by)


def _planned(case: Introduction) -> Values:
    return {"planned": Meeting.objects.filter(introduction=case, state=Meeting.State.PLANNED).exists()}


ACTS: dict[str, Act] = {
    "unternehmen-fragen": Act(
        form.NoForm, _ask_company, _("Das Unternehmen nach seiner Shortlist fragen?"), _("Das Unternehmen ist gefragt.")
    ),
    "zuruecknehmen": Act(
        form.NoForm, lambda case, values, by, row: actions.unshortlist(case, by=by), _("Von der Shortlist nehmen?"),
        _("Das Startup steht nicht mehr auf der Shortlist."),
    ),
    "termin": Act(form.MeetingForm, _schedule, _("Diesen Termin an beide schicken?"), _("Der Termin steht.")),
    "absagen": Act(
        form.NoForm, lambda case, values, by, row: actions.cancel_meeting(case, by=by),
        _("Das Gespräch bei beiden absagen?"), _("Das Gespräch ist abgesagt."),
    ),
    "protokoll": Act(
        form.MinutesForm, _hold, _("Protokoll speichern und beide um eine Bewertung bitten?"),
        _("Das Protokoll ist gespeichert."), _planned,
    ),
    "bewertung": Act(form.RatingForm, _rate, _("Bewertung eintragen?"), _("Die Bewertung ist eingetragen.")),
    "pilot": Act(
        form.PilotForm, lambda case, values, by, row: actions.agree_pilot(case, by=by, **values),
        _("Den Pilot so vereinbaren und beiden bestätigen?"), _("Der Pilot ist vereinbart."),
    ),
    "zwischenstand": Act(
        form.CheckInForm, _check_in, _("Zwischenstand speichern?"), _("Der Zwischenstand ist gespeichert.")
    ),
    "pilot-ende": Act(
        form.FinishForm, lambda case, values, by, row: actions.finish_pilot(case, by=by, **values),
        _("Den Pilot abschließen?"), _("Der Pilot ist abgeschlossen."),
    ),
    "kooperation": Act(
        form.CooperationForm, lambda case, values, by, row: actions.start_cooperation(case, by=by, **values),
        _("Die Kooperation eintragen?"), _("Die Kooperation ist eingetragen."),
    ),
    "nachfrage": Act(form.FollowUpForm, _follow_up, _("Antwort speichern?"), _("Die Antwort ist gespeichert.")),
    "aussetzen": Act(
        form.PauseForm, lambda case, values, by, row: actions.pause(case, until=values["until"], by=by),
        _("Den Vorgang aussetzen?"), _("Der Vorgang ist ausgesetzt."),
    ),
    "fortsetzen": Act(
        form.NoForm, lambda case, values, by, row: actions.resume(case, by=by), _("Den Vorgang fortsetzen?"),
        _("Der Vorgang geht weiter."),
    ),
    "beenden": Act(
        form.StopForm, lambda case, values, by, row: actions.stop(case, by=by, **values),
        _("Den Vorgang beenden und Bescheid geben?"), _("Der Vorgang ist beendet."),
    ),
    "wieder-oeffnen": Act(
        form.NoForm, lambda case, values, by, row: actions.reopen(case, by=by), _("Den Vorgang wieder öffnen?"),
        _("Der Vorgang ist wieder offen."),
    ),
    "uebergeben": Act(
        form.HandOverForm, lambda case, values, by, row: actions.hand_over(case, values["owner"].pk, by=by),
        _("Den Vorgang übergeben?"), _("Der Vorgang ist übergeben."), lambda case: {"present": case.owner_id},
    ),
    "anruf": Act(form.CallForm, _call, _("Anruf vormerken?"), _("Der Anruf ist vorgemerkt.")),
    "anruf-erledigt": Act(form.CallDoneForm, _called, _("Anruf eintragen?"), _("Der Anruf ist eingetragen.")),
    "antwort": Act(form.ReplyForm, _answer, _("Diese Antwort schicken?"), _("Die Antwort ist unterwegs.")),
    "rueckgaengig": Act(
        form.NoForm, lambda case, values, by, row: take_back(case, row, by), _("Das zurücknehmen?"),
        _("Zurückgenommen."),
    ),
}  # fmt: skip


def act_form(name: str, case: Introduction, row: int | None = None, values: Any = None, **options: Any) -> Form:
    """The form of an act; its fields carry the act's name, as several stand on one page."""
    act = ACTS[name]
    return act.form(values, auto_id=f"{form_key(name, row)}-%s", **act.options(case), **options)


def form_key(name: str, row: int | None = None) -> str:
    return f"{name}-{row}" if row else name

"""One case: where it stands, whom to reach, the conversation, the pilot, and what this side may do now."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.introductions.actions import ask_question, check_in, decline, follow_up, pause, rate_meeting
from dnm.introductions.models import CheckIn, FollowUp, Meeting
from dnm.introductions.papers import meeting_calendar
from dnm.introductions.queries.member import cases_of, open_check_in, open_follow_up, unrated_meetings
from dnm.introductions.rules import can_take
from dnm.introductions.workflow import AFTER_INTRODUCTION, State
from dnm.web.forms import Form
from dnm.web.requests import SignedInRequest

from .answer_forms import DeclineForm, PauseForm, QuestionForm, RatingForm, ReportForm
from .path import path_of_case
from .seen import SeenCase, seen


def _seen(request: SignedInRequest, pk: int) -> SeenCase:
    return seen(get_object_or_404(cases_of(request.actor), pk=pk), request.actor)


def case(request: SignedInRequest, pk: int) -> HttpResponse:
    view = _seen(request, pk)
    act = request.POST.get("aktion", "")
    if request.method == "POST":
        if act == "bewerten":
            return _rate(request, view)
        if act == "bericht":
            return _report(request, view)
        raise Http404
    return _page(request, view)


def _page(
    request: SignedInRequest,
    view: SeenCase,
    *,
    rating: RatingForm | None = None,
    report: ReportForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    unrated = unrated_meetings(view.case, view.side)
    context: dict[str, Any] = {
        "view": view,
        "case": view.case,
        "stages": path_of_case(view),
        "meeting": view.meeting,
        "unrated": unrated[0] if unrated else None,
        "asked": open_check_in(view.case, today) or open_follow_up(view.case, today),
        "rating": rating or RatingForm(),
        "report": report or ReportForm(),
        "form": rating or report,
        "reports": _reports(view),
        "pilot": getattr(view.case, "pilot", None),
        "act": _act_now(view),
        "may_pause": can_take("pause", view.case, request.actor),
        "may_decline": can_take("decline", view.case, request.actor),
        "after_introduction": view.case.state in AFTER_INTRODUCTION or view.case.introduced_at is not None,
    }
    return render(request, "member/cases/case.html", context)


def _act_now(view: SeenCase) -> str:
    """Which page asks this side for an answer right now."""
    if not view.my_turn:
        return ""
    pages = {
        State.COMPANY_ASKED: "proposals",
        State.STARTUP_ASKED: "teaser",
        State.RELEASE_PENDING: "release",
    }
    return pages.get(State(view.case.state), "")


def _reports(view: SeenCase) -> list[CheckIn | FollowUp]:
    """What was told about pilot and cooperation so far; both sides read it."""
    pilot, cooperation = getattr(view.case, "pilot", None), getattr(view.case, "cooperation", None)
    told: list[CheckIn | FollowUp] = list(pilot.check_ins.all()) if pilot else []
    told += list(cooperation.follow_ups.all()) if cooperation else []
    return [one for one in told if one.text]


def _rate(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    meeting = next((one for one in view.case.meetings.all() if str(one.pk) == request.POST.get("gespraech")), None)
    if meeting is None:
        raise Http404
    form = RatingForm(request.POST)
    words = _("Danke. Ihre Bewertung liest nur das Büro.")

    def rate() -> object:
        return rate_meeting(
            meeting, view.side, form.cleaned_data["stars"], form.cleaned_data["comment"], by=request.actor
        )

    return _done(request, view, form, rate, words) or _page(request, view, rating=form)


def _report(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    today, form = timezone.localdate(), ReportForm(request.POST)
    check, ask = open_check_in(view.case, today), open_follow_up(view.case, today)
    if check is None and ask is None:
        messages.info(request, _("Diese Frage ist schon beantwortet."))
        return redirect("member:introduction", view.pk)

    def tell() -> object:
        text = form.cleaned_data["text"]
        return check_in(check, text, by=request.actor) if check else follow_up(ask, text, by=request.actor)  # type: ignore[arg-type]

    return _done(request, view, form, tell, _("Danke. Das hilft uns weiter.")) or _page(request, view, report=form)


def _done(
    request: SignedInRequest, view: SeenCase, form: Form, act: Callable[[], object], words: str
) -> HttpResponse | None:
    """Back to the case once the act is done; None when the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, words)
    return redirect("member:introduction", view.pk)


def question(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the scout, instead of an answer or before it."""
    view = _seen(request, pk)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        words = _("Ihre Frage ist bei %(scout)s. Die Antwort lesen Sie hier.") % {"scout": view.scout}

        def ask() -> object:
            return ask_question(view.case, view.side, form.cleaned_data["text"], by=request.actor)

        if done := _done(request, view, form, ask, words):
            return done
    return render(request, "member/cases/question.html", {"view": view, "case": view.case, "form": form})


def say_no(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the case from this side: a reason for the office and, if wished, words for the other side."""
    view = _seen(request, pk)
    if not can_take("decline", view.case, request.actor):
        return redirect("member:introduction", pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def no() -> object:
            return decline(view.case, view.side, by=request.actor, **form.cleaned_data)

        if done := _done(request, view, form, no, _("Der Vorgang ist beendet.")):
            return done
    return render(request, "member/cases/decline.html", {"view": view, "case": view.case, "form": form})


def rest(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause the case until a day."""
    view = _seen(request, pk)
    if not can_take("pause", view.case, request.actor):
        return redirect("member:introduction", pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def pausing() -> object:
            return pause(view.case, until=form.cleaned_data["until"], by=request.actor)

        if done := _done(request, view, form, pausing, _("Der Vorgang pausiert.")):
            return done
    return render(request, "member/cases/pause.html", {"view": view, "case": view.case, "form": form})


def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The planned conversation as a calendar entry, with this side's knowledge only."""
    view = _seen(request, pk)
    meeting = view.meeting
    if meeting is None or meeting.state != Meeting.State.PLANNED:
        raise Http404
    content = meeting_calendar(meeting, view.side, cancelled=False, now=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="gespraech-{view.case.number}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)

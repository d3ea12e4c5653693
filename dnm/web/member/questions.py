"""Describing a need: one question per page, a draft at every step, check your answers, send."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.introductions.queries.member import side_of
from dnm.introductions.workflow import Party
from dnm.matching.actions import DraftConflict, change_need, save_draft, submit_need
from dnm.matching.models import Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.rules import can_edit
from dnm.matching.workflow import NeedState
from dnm.web.requests import SignedInRequest
from dnm.web.templatetags.dnm import clock

from .need_forms import BY_SLUG, QUESTIONS, Question, answers_of, initial_of


def new(request: SignedInRequest) -> HttpResponse:
    """The first question; its answer makes the draft. The same words sent twice make one."""
    if side_of(request.actor) != Party.COMPANY:
        raise Http404
    # A mailed link opens one matter: it has no organisation to start another one for.
    firm = get_object_or_404(organisations_visible_to(request.actor), pk=request.actor.organisation_id)
    first = QUESTIONS[0]
    form = first.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        need = _draft_with(request, form.cleaned_data["problem"]) or _made(request, firm, form.cleaned_data)
        return _after_saving(request, need, first)
    return _page(request, None, first, form)


def _draft_with(request: SignedInRequest, problem: str) -> Need | None:
    drafts = needs_visible_to(request.actor).filter(state=NeedState.DRAFT)
    return drafts.filter(problem=problem).first()


def _made(request: SignedInRequest, firm: Organisation, words: dict[str, Any]) -> Need:
    return save_draft(firm, by=request.actor, **words)


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go on where the draft stops: the first question without an answer, else check the answers."""
    need = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    if need.state != NeedState.DRAFT:
        return redirect("member:need", pk)
    open_questions = [
        question.slug
        for question, answered in zip(
            QUESTIONS, (need.problem, need.goal, need.decide_by or need.decision_maker), strict=False
        )
        if not answered
    ]
    return (
        redirect("member:need-question", pk, open_questions[0])
        if open_questions
        else redirect("member:need-submit", pk)
    )


def question(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    need = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    asked = BY_SLUG.get(slug)
    if asked is None:
        raise Http404
    if not can_edit(need, request.actor):
        messages.error(request, _("Dieser Bedarf lässt sich nicht mehr ändern. Rufen Sie uns an."))
        return redirect("member:need", pk)
    posted = request.method == "POST"
    form = asked.form(request.POST) if posted else asked.form(initial=initial_of(need, asked))
    if posted and form.is_valid():
        try:
            need = _saved(request, need, form.cleaned_data)
        except DraftConflict as conflict:
            return _conflict(request, conflict.current, asked, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_saving(request, need, asked)
    return _page(request, need, asked, form)


def _saved(request: SignedInRequest, need: Need, words: dict[str, Any]) -> Need:
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else 0
    if need.state == NeedState.DRAFT:
        return save_draft(need.organisation, by=request.actor, need=need, version=seen, **words)
    return change_need(need, by=request.actor, version=seen, **words)


def _after_saving(request: SignedInRequest, need: Need, asked: Question) -> HttpResponse:
    if "spaeter" in request.POST or need.state != NeedState.DRAFT:
        messages.success(request, _("Gespeichert um %(time)s.") % {"time": clock(timezone.now())})
        return redirect("member:needs") if need.state == NeedState.DRAFT else redirect("member:need", need.pk)
    following = QUESTIONS[QUESTIONS.index(asked) + 1 :]
    if "pruefen" in request.GET or not following:
        return redirect("member:need-submit", need.pk)
    return redirect("member:need-question", need.pk, following[0].slug)


def _page(request: SignedInRequest, need: Need | None, asked: Question, form: Any) -> HttpResponse:
    number = QUESTIONS.index(asked)
    context = {
        "need": need,
        "question": asked,
        "form": form,
        "number": number + 1,
        "count": len(QUESTIONS),
        "before": QUESTIONS[number - 1] if number and need else None,
        "checking": "pruefen" in request.GET or bool(need and need.state != NeedState.DRAFT),
        "sent": bool(need and need.state != NeedState.DRAFT),
    }
    return render(request, "member/needs/question.html", context)


def _conflict(request: SignedInRequest, current: Need, asked: Question, form: Any) -> HttpResponse:
    """A colleague saved meanwhile: both versions beside each other, nothing is lost."""
    names = set(form.fields)
    theirs = {name: value for name, value in initial_of(current, asked).items() if name in names}
    both = [
        (
            form.fields[name].label,
            _in_words(form, name, form.cleaned_data.get(name)),
            _in_words(form, name, theirs[name]),
        )
        for name in form.fields
    ]
    kept = [
        (name, value) for name, values in request.POST.lists() if name in names or name == "spaeter" for value in values
    ]
    context = {
        "need": current,
        "question": asked,
        "both": both,
        "kept": kept,
        "checking": "pruefen" in request.GET,
    }
    return render(request, "member/needs/conflict.html", context, status=409)


def _in_words(form: Any, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", [])) if name != "topics" else {}
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(str(choices.get(one, one)) for one in value)
    return str(choices.get(value, value if value is not None else ""))


def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check your answers, then send. A need that is already sent shows its confirmation."""
    need = get_object_or_404(needs_visible_to(request.actor), pk=pk)
    if need.state != NeedState.DRAFT:
        return redirect("member:need-sent" if need.submitted_at else "member:need", pk)
    problem = ""
    if request.method == "POST":
        try:
            submit_need(need, by=request.actor)
            return redirect("member:need-sent", pk)
        except Refused as refusal:
            problem = str(refusal)
    return render(
        request,
        "member/needs/check.html",
        {"need": need, "answers": list(answers_of(need)), "problem": problem},
    )


def sent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Number, what happens next and by when, who to call. Stays reachable."""
    need = get_object_or_404(needs_visible_to(request.actor).exclude(submitted_at=None), pk=pk)
    return render(request, "member/needs/sent.html", {"need": need, "answers": list(answers_of(need))})

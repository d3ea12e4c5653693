"""One page of questions: read, saved by "Weiter" or after every change, later answers win and both sides hear it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.engines.scoring import Value
from dnm.maturity.actions import Saved, answer_several
from dnm.maturity.queries import answers_of, tasks_of, topics_open_to
from dnm.maturity.rules import can_answer
from dnm.web.requests import SignedInRequest, number_in
from dnm.web.templatetags.dnm import clock

from .kept import keeps_input, saves_itself, take_kept
from .opened import OpenedCheck, with_check
from .said import sentences
from .sheet_forms import SheetForm
from .sheets import Sheet, sheets_of
from .topics import progress_of


@with_check
@keeps_input
def question(request: SignedInRequest, opened: OpenedCheck, topic: str, number: int) -> HttpResponse:
    sheet = _sheet(opened, topic, number)
    if not can_answer(opened.check, request.actor, topic):
        if saves_itself(request):
            return JsonResponse({"said": _("Nicht gespeichert: Dieser Check ist abgeschlossen.")}, status=409)
        return redirect(opened.tasks_url)
    if request.method == "POST":
        return _answered(request, opened, sheet)
    said, kept = answers_of(opened.check), take_kept(request)
    form = SheetForm(sheet, opened.language, said, kept)
    return _page(request, opened, sheet, form, kept=kept)


def _sheet(opened: OpenedCheck, topic: str, number: int) -> Sheet:
    """404 for a page that this reader has not or that does not exist."""
    topics = {one.id: one for one in topics_open_to(opened.actor, opened.questionnaire)}
    sheets = sheets_of(topics[topic]) if topic in topics else ()
    if not 1 <= number <= len(sheets):
        raise Http404
    return sheets[number - 1]


def _answered(request: SignedInRequest, opened: OpenedCheck, sheet: Sheet) -> HttpResponse:
    form, meant = SheetForm(sheet, opened.language, {}, request.POST), set(request.POST.getlist("frage"))
    is_valid = form.is_valid()
    if meant - {item.id for item in sheet.items}:
        form.add_error(None, _("Diese Seite gehört zu einem anderen Fragebogen. Laden Sie sie neu."))
    elif is_valid and not saves_itself(request):
        form.contradict(meant)
    if form.errors:
        return _not_saved(request, opened, sheet, form)
    try:
        saved = _save(request, opened, form.answers(meant))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _not_saved(request, opened, sheet, form)
    told = sentences(opened.questionnaire, sheet.topic, saved, opened.language)
    if saves_itself(request):
        return JsonResponse({"revision": saved.revision, "said": saved_at(), "told": told})
    for sentence in told:
        messages.warning(request, sentence)
    return _onward(request, opened, sheet)


def _save(request: SignedInRequest, opened: OpenedCheck, given: Mapping[str, Value | None]) -> Saved:
    seen = request.POST.get("stand", "")
    return answer_several(opened.check, given, by=request.actor, seen=number_in(seen) if seen.isdecimal() else None)


def saved_at() -> str:
    return _("Gespeichert um %(time)s.") % {"time": clock(timezone.now())}


def _not_saved(request: SignedInRequest, opened: OpenedCheck, sheet: Sheet, form: SheetForm) -> HttpResponse:
    if saves_itself(request):
        said = next(problem for problems in form.errors.values() for problem in problems)
        return JsonResponse({"said": _("Nicht gespeichert: %(problem)s") % {"problem": said}}, status=422)
    return _page(request, opened, sheet, form)


def _onward(request: SignedInRequest, opened: OpenedCheck, sheet: Sheet) -> HttpResponse:
    """The next page of the topic; at its end, or when somebody stops, what is done so far."""
    if "spaeter" in request.POST:
        messages.success(request, saved_at())
        return redirect(opened.tasks_url if opened.leads else opened.url("check-thanks"))
    if "pruefen" in request.GET and opened.leads:
        return redirect(f"{opened.answers_url}#{sheet.topic.id}")
    if sheet.number < sheet.count:
        return redirect(opened.sheet_url(sheets_of(sheet.topic)[sheet.number]))
    return redirect(opened.tasks_url if opened.leads else opened.url("check-thanks"))


def _page(
    request: SignedInRequest, opened: OpenedCheck, sheet: Sheet, form: SheetForm, kept: QueryDict | None = None
) -> HttpResponse:
    sent = kept if kept is not None else request.POST
    context: dict[str, Any] = {
        "opened": opened,
        "sheet": sheet,
        "form": form,
        "kept": kept is not None,
        "stand": sent.get("stand") or opened.check.revision,
        "back": _back(request, opened, sheet),
        "checking": "pruefen" in request.GET and opened.leads,
        "language": opened.language,
        "also": [one.question.in_language(opened.language) for one in sheet.lists[1:]],
        "question": (sheet.rows[0][0] if sheet.is_single else sheet.lists[0]).question.in_language(opened.language),
        "example": sheet.rows[0][0].example.in_language(opened.language) if sheet.is_single else "",
        "why": sheet.lists[0].why.in_language(opened.language),
        "topic": sheet.topic.title.in_language(opened.language),
    }
    if opened.leads:
        context["progress"] = progress_of(tasks_of(opened.check, request.actor), opened)
    return render(request, "checks/question.html", context)


def _back(request: SignedInRequest, opened: OpenedCheck, sheet: Sheet) -> str:
    if "pruefen" in request.GET and opened.leads:
        return f"{opened.answers_url}#{sheet.topic.id}"
    if sheet.number > 1:
        return opened.sheet_url(sheets_of(sheet.topic)[sheet.number - 2])
    return opened.tasks_url if opened.leads else ""

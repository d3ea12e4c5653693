"""All cases as a list, one case, and its receipt."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.queries import scouts
from dnm.accounts.rules import is_scout
from dnm.directory.sorting import search_form
from dnm.introductions.models import Introduction
from dnm.introductions.models.cases import STATE_LABELS
from dnm.introductions.papers import disclosure_receipt
from dnm.introductions.queries import introductions_visible_to
from dnm.introductions.workflow import ENDED, OPEN, State
from dnm.web.access import only_for
from dnm.web.language import reading_language
from dnm.web.pages import Choice
from dnm.web.requests import SignedInRequest, number_in

from .case_page import show_case
from .wording import waiting_of

ROWS = 50
RUNNING = (*OPEN, State.PAUSED)
GROUPS = {"offen": RUNNING, "beendet": ENDED, "alle": tuple(State)}


@only_for(is_scout)
def introductions(request: SignedInRequest) -> HttpResponse:
    """Filters live in the address: stand, zustaendig, suche, seite."""
    text, owner = request.GET.get("suche", "").replace("\0", "")[:100], request.GET.get("zustaendig", "")
    state = request.GET.get("stand", "offen")
    cases = _found(introductions_visible_to(request.actor), text)
    if number_in(owner):
        cases = cases.filter(owner=int(owner))
    counts = dict(cases.order_by().values_list("state").annotate(number=Count("pk")))
    page = Paginator(_in_state(cases, state).order_by("-since", "-pk"), ROWS)
    page.count = sum(counts.get(one, 0) for one in _states(state))
    shown = page.get_page(request.GET.get("seite"))
    context = {
        "page": shown,
        "rows": [(case, waiting_of(case)) for case in shown],
        "total": page.count,
        "text": text,
        "states": _state_choices(counts, state),
        "owners": _owner_choices(owner),
        "filtered": bool(text or owner or state != "offen"),
    }
    return render(request, "office/introductions.html", context)


def _found(cases: QuerySet[Introduction], text: str) -> QuerySet[Introduction]:
    for word in text.split()[:6]:
        name = search_form(word)
        found = Q(title__icontains=word) | Q(number__icontains=word)
        if name:
            found |= Q(company__search_name__contains=name) | Q(startup__search_name__contains=name)
        cases = cases.filter(found)
    return cases


def _states(state: str) -> Iterable[State]:
    return GROUPS.get(state) or ([State(state)] if state in list(State) else RUNNING)


def _in_state(cases: QuerySet[Introduction], state: str) -> QuerySet[Introduction]:
    return cases.filter(state__in=_states(state))


def _state_choices(counts: dict[str, int], state: str) -> list[Choice]:
    words = {"offen": _("alle offenen"), "beendet": _("beendete"), "alle": _("alle")}
    groups = [
        Choice(key, words[key], sum(counts.get(one, 0) for one in states), key == state)
        for key, states in GROUPS.items()
    ]
    single = [Choice(one, STATE_LABELS[one], counts.get(one, 0), one == state) for one in RUNNING]
    return [groups[0], *single, *groups[1:]]


def _owner_choices(owner: str) -> list[Choice]:
    people = [Choice(str(one.pk), one.full_name, None, str(one.pk) == owner) for one in scouts()]
    return [Choice("", _("alle"), None, not owner), *people]


@only_for(is_scout)
def introduction(request: SignedInRequest, pk: int) -> HttpResponse:
    cases = introductions_visible_to(request.actor).select_related("offer", "pilot", "cooperation")
    return show_case(request, get_object_or_404(cases, pk=pk))


@only_for(is_scout)
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was passed on to whom, when and by whom, as PDF."""
    case = get_object_or_404(introductions_visible_to(request.actor), pk=pk)
    if case.introduced_at is None:
        raise Http404
    paper = disclosure_receipt(case, None, language=reading_language(), now=timezone.now())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="Quittung-{case.number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""The papers of a plan: for everybody, for the tables, for whoever moderates."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from dnm.events.papers import everyones_plan, moderators_sheet, table_signs
from dnm.events.rules import can_keep_events
from dnm.events.workflow import PlanState
from dnm.web.access import only_for
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .day_plan import plan_in

PAPERS = {"plan": everyones_plan, "tischschilder": table_signs, "moderation": moderators_sheet}


@only_for(can_keep_events)
def paper(request: SignedInRequest, pk: int, row: int, name: str) -> HttpResponse:
    plan, write = plan_in(request, pk, row), PAPERS.get(name)
    if write is None or plan.state == PlanState.VARIANT:
        raise Http404
    content = write(plan, language=reading_language(), now=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="{name}-{plan.version}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)

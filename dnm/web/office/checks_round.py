"""One round: how far each company is, reminders, and the list for those whom no e-mail reaches."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.introductions.actions.preview import letters_of
from dnm.maturity.actions import drop_invited, log_list, remind_round
from dnm.maturity.models import Invited, Round
from dnm.maturity.papers import round_list_pdf, round_list_xlsx
from dnm.maturity.queries import invited_visible_to, to_write_or_call
from dnm.maturity.queries.rounds import still_to_remind, with_progress
from dnm.maturity.rules import works_on_checks
from dnm.maturity.workflow import QUIET_DAYS, REMIND_AFTER_DAYS
from dnm.web.access import only_for
from dnm.web.limits import limited
from dnm.web.pages import Choice, Countless
from dnm.web.requests import SignedInRequest

from .checks_rounds import preview_of, visible_round
from .checks_words import title_of

ROWS_PER_PAGE = 50
PROGRESS = {
    "invited": gettext_lazy("noch nicht geöffnet"),
    "opened": gettext_lazy("geöffnet"),
    "begun": gettext_lazy("begonnen"),
    "finished": gettext_lazy("abgeschlossen"),
}
FILES = {
    "xlsx": (round_list_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (round_list_pdf, "application/pdf"),
}


@only_for(works_on_checks)
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    planned = visible_round(request, pk)
    rows = with_progress(invited_visible_to(request.actor).filter(round=planned))
    counts = dict(rows.order_by().values_list("progress").annotate(rows=Count("pk")))
    chosen = request.GET.get("stand", "")
    chosen = chosen if chosen in PROGRESS else ""
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    found = rows.filter(progress=chosen) if chosen else rows
    pages = Countless(found.order_by("organisation__sort_name", "pk"), ROWS_PER_PAGE, total)
    context = {
        "round": planned,
        "questionnaire": title_of(planned.questionnaire),
        "progress": [
            Choice(key, label, counts.get(key, 0), key == chosen) for key, label in PROGRESS.items() if counts.get(key)
        ],
        "labels": PROGRESS,
        "page": pages.get_page(request.GET.get("seite")),
        "chosen": chosen,
        "over": planned.due_on < timezone.localdate(),
        "may_remind": _to_remind(planned).count(),
        "to_call": to_write_or_call(planned, request.actor).count(),
        "remind_after": REMIND_AFTER_DAYS,
    }
    return render(request, "office/checks/round.html", context)


def _to_remind(planned: Round) -> QuerySet[Invited]:
    return still_to_remind(planned, timezone.now() - timedelta(days=QUIET_DAYS))


@only_for(works_on_checks)
@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Letters leave the house: the first click shows to how many and how they read."""
    planned = visible_round(request, pk)
    if "zurueck" in request.POST:
        return redirect("office:check-round", pk)
    if "geprueft" in request.POST:
        sent = remind_round(planned, by=request.actor)
        said = ngettext("Eine Erinnerung ist unterwegs.", "%(count)s Erinnerungen sind unterwegs.", len(sent))
        messages.success(request, said % {"count": len(sent)})
        return redirect("office:check-round", pk)
    rows = list(_to_remind(planned))
    if not rows:
        messages.error(request, _("Zurzeit ist niemand zu erinnern."))
        return redirect("office:check-round", pk)
    letters = letters_of(lambda: remind_round(planned, by=request.actor))
    context = {"round": planned, "rows": rows, "letter": preview_of(letters[0])}
    return render(request, "office/checks/round_remind.html", context)


@only_for(works_on_checks)
@require_POST
def drop(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The company wants no more letters of this round."""
    planned = visible_round(request, pk)
    invited = get_object_or_404(invited_visible_to(request.actor).filter(round=planned), pk=row)
    try:
        drop_invited(invited, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(firm)s bekommt in dieser Runde keine Nachrichten mehr.")
        messages.success(request, said % {"firm": invited.organisation.name})
    return redirect("office:check-round", pk)


@only_for(works_on_checks)
@require_POST
@limited("check-list", count=20, seconds=3600)
def contact_list(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Whom no e-mail may reach, for letters and calls; the journal keeps who took it out of the house."""
    planned = visible_round(request, pk)
    if kind not in FILES:
        raise Http404
    write, content_type = FILES[kind]
    rows = list(to_write_or_call(planned, request.actor))
    content = write(planned, rows, by=request.actor, now=timezone.now())
    log_list(planned, by=request.actor, kind=kind, companies=len(rows))
    name = f"digital-check-runde-{planned.pk}.{kind}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

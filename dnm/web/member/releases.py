"""The release: what goes to whom, field by field; afterwards the receipt and the way to withdraw."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.events.queries import day_releases_visible_to
from dnm.introductions.actions import decline, give_release, offered_hash, withdraw_release
from dnm.introductions.models import Disclosure, Introduction
from dnm.introductions.papers import disclosure_receipt
from dnm.introductions.queries.member import cases_of, newest_release, shown_disclosures, side_of
from dnm.introductions.rules import can_release, field_labels, field_values, release_problem
from dnm.introductions.workflow import RELEASE_FIELDS, Party, State
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .answer_forms import DeclineForm
from .seen import SeenCase, seen


@dataclass(frozen=True)
class Offered:
    """One field a side may tick: never ticked beforehand, but what was ticked survives an error."""

    name: str
    label: str
    value: str
    ticked: bool


def offered_fields(case: Introduction, side: Party, ticked: list[str]) -> list[Offered]:
    labels = field_labels()
    return [Offered(name, labels[name], value, name in ticked) for name, value in field_values(case, side).items()]


def releases(request: SignedInRequest) -> HttpResponse:
    """Everything this side has released, newest first: where it stands and the receipt."""
    rows = []
    for case in cases_of(request.actor):
        release = newest_release(case, side_of(request.actor))
        if release:
            rows.append((seen(case, request.actor), release))
    rows.sort(key=lambda row: row[1].given_at, reverse=True)
    waiting = [
        view
        for case in cases_of(request.actor).filter(state=State.RELEASE_PENDING)
        if (view := seen(case, request.actor)).my_turn
    ]
    days = day_releases_visible_to(request.actor)
    return render(request, "member/releases/list.html", {"rows": rows, "waiting": waiting, "days": days})


def release(request: SignedInRequest, pk: int) -> HttpResponse:
    view = seen(get_object_or_404(cases_of(request.actor), pk=pk), request.actor)
    if view.case.introduced_at:
        return _receipt_page(request, view)
    if not (view.case.state == State.RELEASE_PENDING and view.my_turn):
        return render(request, "member/releases/waiting.html", {"view": view, "case": view.case})
    if request.method != "POST":
        return _page(request, view)
    return _decline(request, view) if request.POST.get("antwort") == "nichts" else _give(request, view)


def _give(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    ticked = request.POST.getlist("angaben")
    problem = release_problem(ticked, list(field_values(view.case, view.side)))
    if not problem:
        try:
            give_release(
                view.case, view.side, ticked, by=request.actor, shown_hash=request.POST.get("fassung", ""),
                language=request.POST.get("sprache", "de"),
            )  # fmt: skip
            return redirect("member:release", view.pk)
        except Refused as refusal:
            problem = str(refusal)
    return _page(request, view, problem=problem, ticked=ticked)


def _decline(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, view, no=form)
    try:
        decline(view.case, view.side, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Wir geben nichts weiter. Der Vorgang ist beendet."))
    except Refused as refusal:
        return _page(request, view, problem=str(refusal))
    return redirect("member:introduction", view.pk)


def _page(
    request: SignedInRequest,
    view: SeenCase,
    *,
    problem: str = "",
    ticked: list[str] | None = None,
    no: DeclineForm | None = None,
) -> HttpResponse:
    language = reading_language()
    context: dict[str, Any] = {
        "view": view,
        "case": view.case,
        "problem": problem,
        "fields": offered_fields(view.case, view.side, ticked or []),
        "fassung": offered_hash(view.case, view.side, language),
        "sprache": language,
        "may_release": can_release(view.case, request.actor, view.side),
        "form": no,
        "no": no or DeclineForm(),
    }
    return render(request, "member/releases/release.html", context)


@dataclass(frozen=True)
class ReceiptLine:
    label: str
    row: Disclosure
    to: str


def receipt_lines(view: SeenCase) -> list[ReceiptLine]:
    """What we passed on for this side. Who received it is named as far as that side released the name."""
    labels = field_labels()
    theirs = {row.field: row for row in shown_disclosures(view.case, view.side)}
    mine = [row for row in view.case.disclosures.all() if row.side == view.side]
    mine.sort(key=lambda row: (row.release_id, RELEASE_FIELDS.index(row.field)))
    receivers = {
        row.pk: ", ".join(part for part in (row.to_name if "person" in theirs else "", _firm(view)) if part)
        for row in mine
    }
    return [ReceiptLine(labels[row.field], row, receivers[row.pk]) for row in mine]


def _firm(view: SeenCase) -> str:
    return view.other_and_place if view.named else _("die andere Seite")


def _receipt_page(request: SignedInRequest, view: SeenCase) -> HttpResponse:
    context = {
        "view": view,
        "case": view.case,
        "lines": receipt_lines(view),
        "release": view.last_release,
        "may_withdraw": bool(view.own_release) and can_release(view.case, request.actor, view.side),
    }
    return render(request, "member/releases/receipt.html", context)


def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receipt as PDF, with what this side may know of the other one."""
    view = seen(get_object_or_404(cases_of(request.actor), pk=pk), request.actor)
    if view.case.introduced_at is None:
        raise Http404
    now = timezone.now().replace(microsecond=0)  # a PDF knows whole seconds
    content = disclosure_receipt(view.case, view.side, language=reading_language(), now=now)
    disposition = {"Content-Disposition": f'attachment; filename="quittung-{view.case.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says first what a withdrawal does and what it cannot undo."""
    view = seen(get_object_or_404(cases_of(request.actor), pk=pk), request.actor)
    if view.own_release is None:
        return redirect("member:release", pk)
    if request.method == "POST":
        try:
            withdraw_release(view.case, view.side, by=request.actor)
            messages.success(request, _("Ihre Freigabe ist widerrufen. Wir geben nichts mehr weiter."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("member:release", pk)
    context = {
        "view": view,
        "case": view.case,
        "may_release": can_release(view.case, request.actor, view.side),
    }
    return render(request, "member/releases/withdraw.html", context)

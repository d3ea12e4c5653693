"""One organisation: its dossier (Firmenakte), entering it, changing it, checking a start-up."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.actions import (
    AlreadyThere,
    Outdated,
    add_note,
    change_organisation,
    create_organisation,
    reject_startup,
    set_holiday,
)
from dnm.directory.models import Organisation
from dnm.directory.queries import (
    history_of_organisation,
    organisations_visible_to,
    similar_organisations,
    startups,
)
from dnm.directory.queries.members import members_of
from dnm.directory.rules import can_keep_directory
from dnm.introductions.queries import introductions_visible_to
from dnm.matching.actions import admit_startup
from dnm.matching.queries import needs_visible_to
from dnm.maturity.models import Check
from dnm.maturity.queries import checks_visible_to
from dnm.web.access import only_for
from dnm.web.directory_forms import (
    HolidayForm,
    NoteForm,
    OrganisationForm,
    RejectForm,
    differences,
    moment_of,
    new_form_token,
    show_problems,
)
from dnm.web.memberships import RELEASING
from dnm.web.requests import SignedInRequest

from .checks_words import title_of
from .members import WITH_ACCOUNTS

FACTS = [
    "kind", "name", "legal_form", "register_number", "street", "postcode", "place", "municipality",
    "industry", "head_count", "head_count_on", "founded", "website", "languages", "source", "scout",
]  # fmt: skip
HISTORY_ROWS = 30
PARTS = {
    Organisation.Kind.COMPANY: "company",
    Organisation.Kind.STARTUP: "startup",
    Organisation.Kind.HUB: "hub",
}
"""Kind -> the part in which such an organisation meets an introduction."""


def _organisation(request: SignedInRequest, pk: int) -> Organisation:
    visible = organisations_visible_to(request.actor).select_related("scout", "startup__vouched_by")
    return get_object_or_404(visible, pk=pk)


@only_for(can_keep_directory)
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _organisation(request, pk)
    return _dossier(request, shown, NoteForm(), HolidayForm(initial={"until": shown.on_holiday_until}))


def _dossier(
    request: SignedInRequest, shown: Organisation, note_form: NoteForm, holiday_form: HolidayForm
) -> HttpResponse:
    contacts = list(shown.contacts.prefetch_related("channels"))
    part = PARTS.get(Organisation.Kind(shown.kind))
    cases = introductions_visible_to(request.actor).filter(**{part: shown} if part else {"pk": None})
    return render(
        request,
        "office/directory/organisation.html",
        {
            "organisation": shown,
            "contacts": [contact for contact in contacts if contact.left_on is None],
            "former": [contact for contact in contacts if contact.left_on],
            "topics": shown.topics.all(),
            "notes": shown.notes.select_related("by"),
            "references": shown.references.all(),
            "offers": shown.offers.all(),
            "needs": needs_visible_to(request.actor).filter(organisation=shown).order_by("-pk"),
            "introductions": cases.order_by("-since", "-pk"),
            "checks": checks_of(request.actor, shown),
            "vouched": startups().filter(startup__vouched_by=shown) if shown.kind == Organisation.Kind.HUB else [],
            "members": members_of(shown),
            "with_accounts": shown.kind in WITH_ACCOUNTS,
            "with_cases": part is not None,
            "may_close": shown.kind in RELEASING,
            "history": history_of_organisation(shown)[:HISTORY_ROWS],
            "note_form": note_form,
            "holiday_form": holiday_form,
        },
    )


def checks_of(actor: Actor, firm: Organisation) -> list[tuple[Check, str]]:
    """A company's checks with the titles of their questionnaires, the latest first."""
    if firm.kind != Organisation.Kind.COMPANY:
        return []
    checks = checks_visible_to(actor).filter(organisation=firm).order_by("-begun_at", "-pk")
    return [(check, title_of(check.questionnaire)) for check in checks]


@only_for(can_keep_directory)
@require_POST
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _organisation(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(shown, form.cleaned_data["text"], by=request.actor)
            messages.success(request, _("Die Notiz ist gespeichert."))
            return redirect("office:organisation", pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return _dossier(request, shown, form, HolidayForm(initial={"until": shown.on_holiday_until}))


@only_for(can_keep_directory)
@require_POST
def holiday(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _organisation(request, pk)
    form = HolidayForm(request.POST)
    if form.is_valid():
        try:
            set_holiday(shown, form.cleaned_data["until"], by=request.actor)
            messages.success(request, _("Die Betriebsferien sind gespeichert."))
            return redirect("office:organisation", pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return _dossier(request, shown, NoteForm(), form)


@only_for(can_keep_directory)
def new(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        initial = {
            "kind": "company",
            "form_token": new_form_token(),
            "scout": request.actor.id,
            "languages": ["de"],
        }
        initial |= {"name": request.GET.get("name", "").replace("\0", "")[:160]}
        return _form_page(request, OrganisationForm(initial=initial))
    form = OrganisationForm(request.POST)
    if "suchen" in request.POST:
        form.keep_input()
        return _form_page(request, form)
    known = None
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FACTS}
        rest = {name: form.cleaned_data[name] for name in ("topics", "form_token", "despite_duplicate")}
        try:
            created = create_organisation(by=request.actor, **rest, **facts)
            messages.success(request, _("%(name)s ist angelegt.") % {"name": created.name})
            return redirect("office:organisation", created.pk)
        except AlreadyThere as refusal:
            known = refusal.organisation
            form.add_error("name", str(refusal))
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, known=known)


@only_for(can_keep_directory)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _organisation(request, pk)
    if request.method != "POST":
        initial: dict[str, Any] = {name: getattr(shown, name) for name in FACTS}
        initial |= {"topics": shown.topics.all()}
        return _form_page(request, OrganisationForm(initial=initial), shown, seen_at=shown.changed_at)
    form, seen_at = OrganisationForm(request.POST), moment_of(request.POST.get("seen_at", ""))
    if "suchen" in request.POST:
        form.keep_input()
    elif form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FACTS}
        topics = form.cleaned_data["topics"]
        try:
            change_organisation(shown, by=request.actor, seen_at=seen_at, topics=topics, **facts)
            messages.success(request, _("Die Änderungen sind gespeichert."))
            return redirect("office:organisation", pk)
        except Outdated as refusal:
            now = refusal.organisation
            form.add_error(None, str(refusal))
            different = differences(form, now, FACTS)
            return _form_page(request, form, shown, seen_at=now.changed_at, differences=different)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, shown, seen_at=seen_at or shown.changed_at)


def _form_page(
    request: SignedInRequest,
    form: OrganisationForm,
    shown: Organisation | None = None,
    *,
    seen_at: datetime | None = None,
    **more: object,
) -> HttpResponse:
    moment = seen_at.isoformat() if seen_at else ""
    context = {"form": form, "organisation": shown, "seen_at": moment, **more}
    return render(request, "office/directory/form.html", context)


@only_for(can_keep_directory)
def check_startup(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a start-up told about itself, and the two answers to it."""
    shown = _organisation(request, pk)
    if shown.kind != Organisation.Kind.STARTUP or shown.confirmed_at:
        return redirect("office:organisation", pk)
    form = RejectForm(request.POST if "ablehnen" in request.POST else None)
    if request.method == "POST":
        try:
            if "bestaetigen" in request.POST:
                admit_startup(shown, by=request.actor)
                messages.success(request, _("%(name)s ist aufgenommen und bekommt einen Brief.") % {"name": shown.name})
                return redirect("office:organisation", pk)
            if form.is_valid():
                reject_startup(shown, by=request.actor, reason=form.cleaned_data["reason"])
                messages.success(request, _("%(name)s bekommt Ihre Absage als Brief.") % {"name": shown.name})
                return redirect("office:organisation", pk)
        except Refused as refusal:
            show_problems(form, refusal)
    return render(
        request,
        "office/directory/check_startup.html",
        {
            "organisation": shown,
            "form": form,
            "contacts": shown.contacts.filter(left_on=None),
            "similar": similar_organisations(shown),
        },
    )
